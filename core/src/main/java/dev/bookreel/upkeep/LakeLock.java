package dev.bookreel.upkeep;

import dev.bookreel.error.LakeException;
import dev.bookreel.file.DurableFiles;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.SharedLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who writes in a lake holds this lock together with other writers. Who removes files that nothing
 * refers to holds it alone: of a file that is being written nobody could tell.
 */
public final class LakeLock {
  private final Path lake;
  private final Path file;

  /**
   * @param lake created when somebody writes
   */
  public LakeLock(Path lake) {
    this.lake = lake.toAbsolutePath();
    this.file = this.lake.resolve(".lock");
  }

  /** Writes beside other writers; waits while somebody cleans. */
  public <T> T writing(SharedLock.Action<T> action) {
    try {
      DurableFiles.createDirectories(lake);
      return SharedLock.of(file).sharing(action);
    } catch (IOException e) {
      throw cannotLock(e);
    }
  }

  /** Acts while nobody writes. Empty if somebody does; then the action did not run. */
  <T> Optional<T> alone(SharedLock.Action<T> action) {
    try {
      return SharedLock.of(file).alone(action);
    } catch (IOException e) {
      throw cannotLock(e);
    }
  }

  /** Whether anybody wrote in the lake since there are locks, and this process could, too. */
  boolean isThere() {
    return Files.isWritable(file);
  }

  private LakeException cannotLock(IOException cause) {
    return new LakeException(
        "Cannot lock %s: %s. Make sure that the lake's folder can be written"
            .formatted(file, IoReason.of(cause)),
        cause);
  }
}
