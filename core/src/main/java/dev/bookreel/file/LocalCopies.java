package dev.bookreel.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files as programs read and write them that know only this machine's disk. A file of the disk is
 * its own copy; those of {@link RemoteFiles} are copied. For one thread.
 */
public final class LocalCopies implements AutoCloseable {
  private final List<RemoteFiles.Hold> holds = new ArrayList<>();

  /** Where a file's copy is, or is to be written before it is {@link #publish published}. */
  public static Path of(Path file) {
    return remote(file).map(remote -> remote.copy(file)).orElse(file);
  }

  /** The folder that all copies of a folder's files are in. */
  public static Path folder(Path folder) {
    return remote(folder).map(remote -> remote.folder(folder)).orElse(folder);
  }

  /** Whether other machines may use what lies there. */
  public static boolean isRemote(Path file) {
    return remote(file).isPresent();
  }

  /** The file system of a path, if its files lie elsewhere. */
  public static Optional<RemoteFiles> remote(Path file) {
    return file.getFileSystem() instanceof RemoteFiles remote
        ? Optional.of(remote)
        : Optional.empty();
  }

  /** Makes what was written at {@link #of} durable, under the file's own name. */
  public static void publish(Path file) throws IOException {
    Optional<RemoteFiles> remote = remote(file);
    if (remote.isPresent()) {
      remote.get().publish(file);
      return;
    }
    DurableFiles.fsync(file);
    DurableFiles.fsyncDirectory(file.resolveSibling(""));
  }

  /** The file's own content, also where a copy is at hand. */
  public static InputStream original(Path file) throws IOException {
    Optional<RemoteFiles> remote = remote(file);
    return remote.isPresent() ? remote.get().original(file) : Files.newInputStream(file);
  }

  /**
   * A file of which only parts are read: the others are not copied.
   *
   * @return for reading, and for one thread
   * @throws NoSuchFileException if the file does not exist
   */
  public static SeekableByteChannel parts(Path file) throws IOException {
    Optional<RemoteFiles> remote = remote(file);
    return remote.isPresent()
        ? remote.get().parts(file)
        : FileChannel.open(file, StandardOpenOption.READ);
  }

  /**
   * Has the copies of files where {@link #of} says, until this is closed.
   *
   * @throws NoSuchFileException if one of the files is none
   */
  public void need(Collection<Path> files) throws IOException {
    Map<RemoteFiles, List<Path>> remote = new LinkedHashMap<>();
    for (Path file : files) {
      Optional<RemoteFiles> elsewhere = remote(file);
      if (elsewhere.isPresent()) {
        remote.computeIfAbsent(elsewhere.get(), it -> new ArrayList<>()).add(file);
      } else if (!Files.isRegularFile(file)) {
        throw new NoSuchFileException(file.toString());
      }
    }
    for (Map.Entry<RemoteFiles, List<Path>> each : remote.entrySet()) {
      holds.add(each.getKey().hold(each.getValue()));
    }
  }

  @Override
  public void close() {
    holds.forEach(RemoteFiles.Hold::close);
    holds.clear();
  }
}
