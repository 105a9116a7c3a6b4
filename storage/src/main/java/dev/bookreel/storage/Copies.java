package dev.bookreel.storage;

import dev.bookreel.file.RemoteFiles.Hold;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * This process's copies of objects. A copy is used only if it is the object's content: by its name,
 * which nobody uses twice; by what the store last said of it; or because the store says so now.
 */
final class Copies implements AutoCloseable {
  private static final int READ_AT_ONCE = 16;

  /** Of smaller ones the answers would be waited for as long as they are read. */
  private static final int BLOCK_BYTES = 8 * 1024 * 1024;

  /** Such files are written once and never again: data files, deletion vectors, checkpoints. */
  private static final Pattern ONCE =
      Pattern.compile(".*[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}.*");

  /** What is replaced in its place has a name that begins so. */
  private static final Pattern CHANGING = Pattern.compile("[_.].*");

  private final ObjectStore store;
  private final Cache cache;
  private final Path temporaries;
  private final ExecutorService readers;

  /** What the store last said: the content of what does not change in its place. */
  private final Map<String, String> etags = new ConcurrentHashMap<>();

  /** Who fetches a block holds the one that its name leads to, so that others find its copy. */
  private final Object[] fetching = Stream.generate(Object::new).limit(256).toArray();

  /** How often each copy is held, by where it is linked to. */
  private final Map<Path, Integer> held = new HashMap<>();

  /**
   * @param temporaries a folder on the cache's disk
   */
  Copies(ObjectStore store, Cache cache, Path temporaries) {
    this.store = store;
    this.cache = cache;
    this.temporaries = temporaries;
    this.readers =
        Executors.newFixedThreadPool(
            READ_AT_ONCE,
            task -> {
              Thread thread = new Thread(task, "reading objects");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** What the store just said of an object. */
  void learn(String key, ObjectAttributes attributes) {
    if (etags.size() > 100_000) {
      etags.clear();
    }
    if (attributes.hasEtag()) {
      etags.put(key, attributes.etag());
    } else {
      etags.remove(key);
    }
  }

  /** The object is changed or removed by this process. */
  void forget(String key) throws IOException {
    etags.remove(key);
    cache.forget(key);
  }

  /**
   * An object that this process wrote need not be read again. What matters happened before: where
   * there is no room for the copy, there is none.
   *
   * @param content moved
   */
  void keep(String key, ObjectAttributes attributes, Path content) throws IOException {
    learn(key, attributes);
    try {
      cache.add(key, attributes.etag(), content, Sums.number(content, 0, Files.size(content)));
      cache.makeRoom(false);
    } catch (IOException noRoom) {
      Files.deleteIfExists(content);
    }
  }

  /**
   * As {@link #keep}.
   *
   * @param content stays
   */
  void keepLinked(String key, ObjectAttributes attributes, Path content) throws IOException {
    Path link = temporaries.resolve(".linked-" + UUID.randomUUID());
    try {
      Files.createLink(link, content);
    } catch (IOException noRoom) {
      learn(key, attributes);
      return;
    }
    keep(key, attributes, link);
  }

  /** Opens an object's copy. Whatever becomes of the copy, it can be read to its end. */
  FileChannel open(String key) throws IOException {
    return using(key, Copies::opened);
  }

  /**
   * Opens an object of which only parts are read. They are fetched in blocks, each of which has a
   * copy of its own, unless there is one of the whole object.
   *
   * @throws NoSuchFileException if there is no such object
   */
  SeekableByteChannel parts(String key) throws IOException {
    ObjectAttributes attributes =
        store.head(key).orElseThrow(() -> new NoSuchFileException(store.uri(key)));
    learn(key, attributes);
    String etag = attributes.etag();
    if (!attributes.hasEtag() || find(key, etag).isPresent()) {
      return open(key);
    }
    return new BlockChannel(
        (start, bytes) -> block(key, etag, start, bytes), attributes.size(), BLOCK_BYTES);
  }

  private Optional<Path> find(String name, String etag) {
    return cache.find(name).filter(it -> it.etag().equals(etag)).map(Cache.Copy::file);
  }

  private FileChannel block(String key, String etag, long start, int bytes) throws IOException {
    // If an object had such a key, it would have another ETag.
    String name = "%s\n%d+%d".formatted(key, start, bytes);
    synchronized (fetching[Math.floorMod(name.hashCode(), fetching.length)]) {
      Optional<Path> copy = find(name, etag);
      if (copy.isPresent()) {
        try {
          return opened(copy.get());
        } catch (NoSuchFileException evicted) {
          // As if there had been none.
        }
      }
      Path temporary = temporaries.resolve(".read-" + UUID.randomUUID());
      try {
        long crc32c = store.readPart(key, etag, start, bytes, temporary);
        FileChannel block = opened(temporary);
        add(name, etag, temporary, crc32c);
        return block;
      } finally {
        Files.deleteIfExists(temporary);
      }
    }
  }

  private static FileChannel opened(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ);
  }

  /** What is done with a copy, which may go once it was done. */
  @FunctionalInterface
  private interface Use<T> {
    T of(Path copy) throws IOException;
  }

  private <T> T using(String key, Use<T> use) throws IOException {
    Optional<Cache.Copy> copy = cache.find(key);
    if (copy.isPresent() && isCurrent(key, copy.get())) {
      try {
        return use.of(copy.get().file());
      } catch (NoSuchFileException evicted) {
        return read(key, Optional.empty(), use);
      }
    }
    return read(key, copy, use);
  }

  private boolean isCurrent(String key, Cache.Copy copy) {
    String name = key.substring(key.lastIndexOf('/') + 1);
    return ONCE.matcher(name).matches()
        || (!CHANGING.matcher(name).matches() && copy.etag().equals(etags.get(key)));
  }

  private <T> T read(String key, Optional<Cache.Copy> copy, Use<T> use) throws IOException {
    Path temporary = temporaries.resolve(".read-" + UUID.randomUUID());
    try {
      Optional<ObjectStore.Content> content =
          store.read(key, temporary, copy.map(Cache.Copy::etag));
      if (content.isEmpty()) {
        return again(key, copy.orElseThrow(), use);
      }
      // Used before it may be evicted.
      T result = use.of(temporary);
      ObjectAttributes attributes = content.get().attributes();
      learn(key, attributes);
      add(key, attributes.etag(), temporary, content.get().crc32c());
      return result;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** What was used already. Where there is no room for it the next one reads it again. */
  private void add(String name, String etag, Path content, long crc32c) {
    try {
      cache.add(name, etag, content, crc32c);
      cache.makeRoom(false);
    } catch (IOException noRoom) {
      // Whoever has read the content goes on.
    }
  }

  /** The store says that the copy is right. */
  private <T> T again(String key, Cache.Copy copy, Use<T> use) throws IOException {
    etags.put(key, copy.etag());
    try {
      return use.of(copy.file());
    } catch (NoSuchFileException evicted) {
      return read(key, Optional.empty(), use);
    }
  }

  /**
   * Links copies to where they are wanted, reading those at the same time that are not there.
   *
   * @param keys by where the copy is to be
   */
  Hold hold(Map<Path, String> keys) throws IOException {
    List<Path> linked = new ArrayList<>();
    Hold hold = holdOf(linked);
    Map<Path, Future<?>> reading = new LinkedHashMap<>();
    boolean complete = false;
    try {
      for (Map.Entry<Path, String> each : keys.entrySet()) {
        if (holdAgain(each.getKey())) {
          linked.add(each.getKey());
        } else {
          reading.put(
              each.getKey(),
              readers.submit(
                  () -> {
                    link(each.getKey(), each.getValue());
                    return each;
                  }));
        }
      }
      for (Map.Entry<Path, Future<?>> each : reading.entrySet()) {
        await(each.getValue());
        linked.add(each.getKey());
      }
      complete = true;
      return hold;
    } finally {
      if (!complete) {
        giveUp(reading, linked);
        hold.close();
      }
    }
  }

  /** What is still being read ends first, so that no link stays that nobody holds. */
  private static void giveUp(Map<Path, Future<?>> reading, List<Path> linked) {
    reading.forEach(
        (path, future) -> {
          if (linked.contains(path)) {
            return;
          }
          try {
            future.get();
            linked.add(path);
          } catch (ExecutionException e) {
            // It was not linked.
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static void await(Future<?> future) throws IOException {
    try {
      future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading objects");
    }
  }

  private synchronized boolean holdAgain(Path path) {
    return held.computeIfPresent(path, (same, times) -> times + 1) != null;
  }

  private void link(Path path, String key) throws IOException {
    using(
        key,
        copy -> {
          synchronized (this) {
            if (!held.containsKey(path)) {
              Files.createDirectories(path.resolveSibling(""));
              Files.deleteIfExists(path);
              Files.createLink(path, copy);
            }
            return held.merge(path, 1, Integer::sum);
          }
        });
  }

  private Hold holdOf(Collection<Path> linked) {
    AtomicBoolean closed = new AtomicBoolean();
    return () -> {
      if (closed.compareAndSet(false, true)) {
        linked.forEach(this::release);
      }
    };
  }

  private synchronized void release(Path path) {
    Integer left = held.merge(path, -1, Integer::sum);
    if (left != null && left == 0) {
      held.remove(path);
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // It goes with the mirror.
      }
    }
  }

  @Override
  public void close() throws IOException {
    readers.shutdown();
    cache.makeRoom(true);
  }
}
