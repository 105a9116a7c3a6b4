package dev.bookreel.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Creates files so that a crash at any moment leaves them whole or absent, and so that what a
 * method has returned from is on the disk. A crash may leave temporary files, which begin with a
 * dot and end with {@code .tmp}: readers ignore them.
 */
public final class DurableFiles {
  private DurableFiles() {}

  /** Writes a file's content. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** A name in the target's folder that no other writer uses. */
  public static Path temporaryBeside(Path target) {
    return target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
  }

  /**
   * Creates a file that does not exist yet. Of several threads or processes that create the same
   * one, exactly one succeeds.
   *
   * @throws FileAlreadyExistsException if the target exists; it stays as it is
   * @throws IOException if anything else fails, also if the file system has no hard links; the
   *     target is whole or absent then: look which
   */
  public static void createExclusively(Path target, Content content) throws IOException {
    Path temporary = temporaryBeside(target);
    try {
      write(temporary, content);
      link(temporary, target);
      fsyncDirectory(folderOf(target));
    } finally {
      deleteLeftOver(temporary);
    }
  }

  /** As {@link #createExclusively(Path, Content)}, of these bytes. */
  public static void createExclusively(Path target, byte[] content) throws IOException {
    createExclusively(target, out -> out.write(content));
  }

  /**
   * Gives a file another name in the same folder, in one step, replacing what has that name. Forces
   * the file's content to the disk first.
   */
  public static void rename(Path file, Path target) throws IOException {
    fsync(file);
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    fsyncDirectory(folderOf(target));
  }

  /**
   * Creates a directory and its missing parents, durably. Nothing happens if it exists: one thread
   * at a time, so that none finds what another has made and not forced to the disk yet.
   */
  public static synchronized void createDirectories(Path directory) throws IOException {
    if (LocalCopies.isRemote(directory)) {
      // There, folders come and go with what is in them.
      Files.createDirectories(LocalCopies.folder(directory));
      return;
    }
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = folderOf(directory);
    createDirectories(parent);
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException exists) {
      if (!Files.isDirectory(directory)) {
        throw new FileSystemException(
            directory.toString(), null, "'" + directory + "' is not a directory");
      }
    }
    fsyncDirectory(parent);
  }

  /** Forces a file's content to the disk. */
  public static void fsync(Path file) throws IOException {
    force(file, StandardOpenOption.WRITE);
  }

  /** Forces to the disk which files a directory has, under which names. */
  public static void fsyncDirectory(Path directory) throws IOException {
    force(directory, StandardOpenOption.READ);
  }

  /** Deletes a temporary file. If that fails it stays: it harms nobody, and the cause counts. */
  public static void deleteLeftOver(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException ignored) {
      // Whatever made the caller give up is what people must hear of.
    }
  }

  private static void write(Path file, Content content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
      content.writeTo(out);
      out.flush();
      channel.force(true);
    }
  }

  /** A link, unlike a rename, fails when the name is taken. */
  private static void link(Path temporary, Path target) throws IOException {
    try {
      Files.createLink(target, temporary);
    } catch (FileAlreadyExistsException | NoSuchFileException | AccessDeniedException itself) {
      throw itself;
    } catch (UnsupportedOperationException | FileSystemException e) {
      throw noLink(target, e);
    }
  }

  private static IOException noLink(Path target, Exception cause) {
    String why = cause instanceof IOException io ? IoReason.of(io) : "unsupported";
    var failure =
        new FileSystemException(
            target.toString(),
            null,
            "a hard link to it cannot be made ("
                + why
                + "), which a lake's file system must allow");
    failure.initCause(cause);
    return failure;
  }

  private static void force(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }

  private static Path folderOf(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      throw new FileSystemException(path.toString(), null, "it is the root of the file system");
    }
    return folder;
  }
}
