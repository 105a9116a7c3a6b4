package dev.bookreel.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Folders and files somewhere else, as most kinds of sources have them: what a {@link TreeSource}
 * needs to find deliveries in. Several threads may use one at once.
 *
 * <p>Paths are relative to the source's own root, with forward slashes; the root itself is the
 * empty path. Every method may throw an {@link IOException} for what may go better when it is tried
 * again, and a {@link dev.bookreel.error.LakeException} for what will not.
 */
public interface FileTree extends AutoCloseable {

  /** One name in a folder, as the other side gives it: not to be trusted. */
  record Entry(String name, boolean folder) {}

  /** What a folder holds; empty if there is no such folder. */
  List<Entry> list(String folder) throws IOException;

  /** What is known of a file; empty if there is none of that path. */
  Optional<FileState> state(String path) throws IOException;

  /** As {@link SourceFile#open}. */
  InputStream open(String path, long offset, FileState as) throws IOException;

  /** As {@link SourceFile#resumable}. */
  boolean resumable();

  /** As {@link SourceFile#checksum}. */
  default Optional<Checksum> checksum(String path) throws IOException {
    return Optional.empty();
  }

  /** Where a file or, for the empty path, the root is: a path or a URI without secrets. */
  String location(String path);

  /** Ends connections, also those that are in use. */
  @Override
  void close();
}
