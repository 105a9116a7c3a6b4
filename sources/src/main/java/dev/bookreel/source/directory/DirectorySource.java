package dev.bookreel.source.directory;

import dev.bookreel.compression.Compression;
import dev.bookreel.delivery.DeliveryTime;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.IoReason;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One directory, looked at anew each time it is asked. */
final class DirectorySource implements Source {
  private final Path root;

  /**
   * @param root absolute and normalized
   */
  DirectorySource(Path root) {
    this.root = root;
  }

  @Override
  public List<SourceFile> files(String path) {
    List<DatedFolder> nights = nights();
    List<SourceFile> files = new ArrayList<>();
    if (nights.isEmpty()) {
      file(root, path, Optional.empty()).ifPresent(files::add);
    }
    for (DatedFolder night : nights) {
      file(night.folder(), path, Optional.of(night.time())).ifPresent(files::add);
    }
    return files;
  }

  @Override
  public String location() {
    return root.toString();
  }

  /** There is nothing to close. */
  @Override
  public void close() {}

  /** A folder with everything that was delivered at one time. */
  private record DatedFolder(Instant time, Path folder) {
    private static final Comparator<DatedFolder> ORDER =
        Comparator.comparing(DatedFolder::time).thenComparing(DatedFolder::folder);

    static Stream<DatedFolder> of(Path child) {
      return DeliveryTime.parse(child.getFileName().toString())
          .filter(time -> Files.isDirectory(child))
          .map(time -> new DatedFolder(time, child))
          .stream();
    }
  }

  /** Oldest first; empty if this is a plain folder. */
  private List<DatedFolder> nights() {
    try (Stream<Path> children = Files.list(root)) {
      return children
          .flatMap(DatedFolder::of)
          .sorted(DatedFolder.ORDER)
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new LakeException(
          "Cannot list %s: %s. Make the directory readable".formatted(root, IoReason.of(e)), e);
    }
  }

  /** The file of that path or a compressed form of it, but not both: one of them may be old. */
  private static Optional<SourceFile> file(Path folder, String path, Optional<Instant> time) {
    List<SourceFile> found =
        Compression.namesOf(path).stream()
            .flatMap(name -> namedFile(folder, name, time).stream())
            .collect(Collectors.toList());
    if (found.size() > 1) {
      throw new LakeException(
          "There are both %s and %s, and nothing tells which is the delivery. Leave one of them, or write its whole name for 'delivery' in the table's definition"
              .formatted(found.get(0).location(), found.get(1).location()));
    }
    return found.stream().findFirst();
  }

  private static Optional<SourceFile> namedFile(Path folder, String path, Optional<Instant> time) {
    Path file = folder.resolve(path).normalize();
    if (!file.startsWith(folder) || file.equals(folder)) {
      throw new LakeException(
          "'%s' does not name a file within %s. Write 'delivery' as a relative path without '..'"
              .formatted(path, folder));
    }
    try {
      if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
        throw new LakeException(
            "%s is not a file. Put a file there, or correct 'delivery' in the table's definition"
                .formatted(file));
      }
      return Optional.of(new LocalFile(file, time));
    } catch (NoSuchFileException missing) {
      return Optional.empty();
    } catch (IOException e) {
      throw LocalFile.cannotRead(file, e);
    }
  }
}
