package dev.bookreel.storage;

import dev.bookreel.file.ExclusiveLock;
import dev.bookreel.file.Folders;
import dev.bookreel.file.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Copies of objects on this machine's disk, for every process on it, up to a number of bytes: those
 * go first that were used longest ago.
 *
 * <p>Who reads a copy links it to a name of his own (see {@link Mirror}). So any copy can go at any
 * time: what somebody reads stays on the disk until he is done.
 */
final class Cache {
  /** What is damaged on this machine's disk is told up to this size; larger files cost too much. */
  private static final long COMPARED_BYTES = 16 * 1024 * 1024;

  /** Room is made when this part of all was added since the last time. */
  private static final int SLACK = 16;

  private static final Pattern COPY = Pattern.compile("([0-9a-f]+)-(\\d+)-([0-9a-f]{8})");

  private final Path folder;
  private final long mostBytes;
  private final String place;
  private final Set<Path> compared = ConcurrentHashMap.newKeySet();
  private final AtomicLong addedBytes = new AtomicLong();

  /**
   * @param folder of this machine; made when something is kept
   * @param place tells the objects of one store from another's of the same keys
   */
  Cache(Path folder, long mostBytes, String place) {
    this.folder = folder;
    this.mostBytes = mostBytes;
    this.place = place;
  }

  Path folder() {
    return folder;
  }

  /** A copy, whole when it was looked at. */
  record Copy(Path file, String etag) {}

  /** The copy of an object, of whatever content it had when it was copied. */
  Optional<Copy> find(String key) {
    try (Stream<Path> copies = Files.list(place(key))) {
      return copies
          .filter(file -> COPY.matcher(fileName(file)).matches())
          .filter(this::isWhole)
          .findFirst()
          .map(file -> new Copy(file, decoded(name(file).group(1))));
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  /** Damaged ones are removed. One that goes meanwhile is none. */
  private boolean isWhole(Path copy) {
    Matcher name = name(copy);
    try {
      long bytes = Long.parseLong(name.group(2));
      boolean whole =
          Files.size(copy) == bytes
              && (bytes > COMPARED_BYTES
                  || compared.contains(copy)
                  || name.group(3).equals(sum(Sums.number(copy, 0, bytes))));
      if (!whole) {
        Files.deleteIfExists(copy);
        return false;
      }
      compared.add(copy);
      Files.setLastModifiedTime(copy, FileTime.from(Instant.now()));
      return true;
    } catch (IOException gone) {
      return false;
    }
  }

  /**
   * Keeps a copy. Older ones of the object go.
   *
   * @param file on the cache's disk; moved
   */
  Copy add(String key, String etag, Path file, long crc32c) throws IOException {
    long bytes = Files.size(file);
    Path place = place(key);
    Path copy = place.resolve("%s-%d-%s".formatted(encoded(etag), bytes, sum(crc32c)));
    for (int attempt = 1; ; attempt++) {
      Files.createDirectories(place);
      try {
        Files.move(file, copy, StandardCopyOption.ATOMIC_MOVE);
        break;
      } catch (NoSuchFileException e) {
        // Whoever makes room removes empty folders, too.
        if (attempt == 3) {
          throw e;
        }
      }
    }
    compared.add(copy);
    addedBytes.addAndGet(bytes);
    removeAllBut(place, copy);
    return new Copy(copy, etag);
  }

  /** An object that this process changes or removes. */
  void forget(String key) throws IOException {
    Path place = place(key);
    if (Files.isDirectory(place)) {
      removeAllBut(place, place);
    }
  }

  private static void removeAllBut(Path place, Path kept) throws IOException {
    try (Stream<Path> copies = Files.list(place)) {
      for (Path copy : copies.toList()) {
        if (!copy.equals(kept)) {
          Files.deleteIfExists(copy);
        }
      }
    } catch (NoSuchFileException e) {
      // Others did.
    }
  }

  /**
   * Makes room once enough was added, by all processes together, for that to be worth while.
   *
   * @param atEnd whether this process adds nothing more
   */
  void makeRoom(boolean atEnd) throws IOException {
    long added = addedBytes.get();
    if (added > (atEnd ? 0 : mostBytes / SLACK) && addedBytes.compareAndSet(added, 0)) {
      ExclusiveLock.holding(
          folder.resolve("lock"),
          () -> {
            long sinceLast = added + addedByOthers();
            boolean due = sinceLast > mostBytes / SLACK;
            if (due) {
              evict();
            }
            return Files.writeString(folder.resolve("added"), due ? "0" : "" + sinceLast);
          });
    }
  }

  private long addedByOthers() throws IOException {
    try {
      return Long.parseLong(Files.readString(folder.resolve("added")));
    } catch (NoSuchFileException | NumberFormatException unknown) {
      return mostBytes;
    }
  }

  private record Kept(Path file, long bytes, FileTime used) {}

  private void evict() throws IOException {
    List<Kept> kept = new ArrayList<>();
    long bytes = 0;
    Path objects = folder.resolve("objects");
    if (!Files.isDirectory(objects)) {
      return;
    }
    try (Stream<Path> files = Files.walk(objects)) {
      for (Path file : files.filter(it -> COPY.matcher(fileName(it)).matches()).toList()) {
        try {
          Kept copy = new Kept(file, Files.size(file), Files.getLastModifiedTime(file));
          bytes += copy.bytes();
          kept.add(copy);
        } catch (NoSuchFileException gone) {
          // Somebody replaced or forgot it.
        }
      }
    }
    kept.sort(Comparator.comparing(Kept::used));
    for (Kept oldest : kept) {
      if (bytes <= mostBytes - mostBytes / SLACK) {
        return;
      }
      Folders.delete(oldest.file().resolveSibling(""));
      bytes -= oldest.bytes();
    }
  }

  /** Names and keys may be longer than a file's name, and hold anything. */
  private Path place(String key) {
    String hash = hash(place + "\n" + key);
    return folder.resolve("objects").resolve(hash.substring(0, 2)).resolve(hash);
  }

  private static String hash(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).substring(0, 40);
  }

  private static String encoded(String etag) {
    return HexFormat.of().formatHex(etag.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String name) {
    return new String(HexFormat.of().parseHex(name), StandardCharsets.UTF_8);
  }

  private static String sum(long crc32c) {
    return "%08x".formatted(crc32c);
  }

  private static Matcher name(Path copy) {
    Matcher name = COPY.matcher(fileName(copy));
    if (!name.matches()) {
      throw new IllegalStateException(copy + " is no copy");
    }
    return name;
  }

  private static String fileName(Path file) {
    return file.getFileName().toString();
  }
}
