package dev.bookreel.source.directory;

import dev.bookreel.error.LakeException;
import dev.bookreel.file.IoReason;
import dev.bookreel.source.FileState;
import dev.bookreel.source.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory on this machine, looked at anew each time it is asked. Links are followed. What a
 * disk refuses it refuses again, so nothing here is worth another attempt.
 */
final class DirectoryTree implements FileTree {
  private final Path root;

  /**
   * @param root absolute and normalized
   */
  DirectoryTree(Path root) {
    this.root = root;
  }

  @Override
  public List<Entry> list(String folder) {
    Path directory = root.resolve(folder);
    try (Stream<Path> children = Files.list(directory)) {
      return children
          .map(child -> new Entry(child.getFileName().toString(), Files.isDirectory(child)))
          .toList();
    } catch (NoSuchFileException | NotDirectoryException none) {
      return List.of();
    } catch (IOException e) {
      throw new LakeException(
          "Cannot list %s: %s. Make the directory readable".formatted(directory, IoReason.of(e)),
          e);
    }
  }

  @Override
  public Optional<FileState> state(String path) {
    Path file = root.resolve(path);
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw new LakeException(
            "%s is not a file. Put a file there, or correct 'delivery' in the table's definition"
                .formatted(file));
      }
      return Optional.of(
          FileState.of(attributes.size(), attributes.lastModifiedTime().toInstant()));
    } catch (NoSuchFileException missing) {
      return Optional.empty();
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
  }

  @Override
  public InputStream open(String path, long offset, FileState as) {
    Path file = root.resolve(path);
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      channel.position(offset);
      return Channels.newInputStream(channel);
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
  }

  @Override
  public boolean resumable() {
    return true;
  }

  @Override
  public String location(String path) {
    return root.resolve(path).toString();
  }

  /** There is nothing to close. */
  @Override
  public void close() {}

  private static LakeException cannotRead(Path path, IOException cause) {
    return new LakeException(
        "Cannot read %s: %s. Make the file readable".formatted(path, IoReason.of(cause)), cause);
  }
}
