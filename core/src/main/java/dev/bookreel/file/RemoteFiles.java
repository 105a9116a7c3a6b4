package dev.bookreel.file;

import dev.bookreel.file.Inventory.LeftOver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * A file system whose files lie elsewhere, where several machines use them. Programs that know only
 * this machine's disk are given copies. Implemented by the {@link java.nio.file.FileSystem}; its
 * paths are those of the methods here.
 */
public interface RemoteFiles {

  /** The folder of this machine that all copies of a folder's files are in, however deep. */
  Path folder(Path folder);

  /** Where the copy of a file is, or is to be written. The folder around it exists. */
  Path copy(Path file);

  /**
   * Copies files to this machine, unless they are here already.
   *
   * @return keeps the copies where they are until it is closed
   * @throws java.nio.file.NoSuchFileException if one of the files does not exist
   */
  Hold hold(Collection<Path> files) throws IOException;

  /** Copies that are needed. */
  @FunctionalInterface
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Opens a file for reading. What is read of it is fetched, with some bytes around, and kept as
   * copies are; the rest is not.
   *
   * @return for one thread
   * @throws java.nio.file.NoSuchFileException if the file does not exist
   */
  SeekableByteChannel parts(Path file) throws IOException;

  /**
   * Makes a file of what was written where its copy is to be. When this returns the file is whole
   * and durable, and the copy is no longer held.
   */
  void publish(Path file) throws IOException;

  /** The file's content as it lies there, not that of a copy. */
  InputStream original(Path file) throws IOException;

  /** What was begun to be written below a folder and never became a file. */
  List<LeftOver> unfinished(Path folder) throws IOException;
}
