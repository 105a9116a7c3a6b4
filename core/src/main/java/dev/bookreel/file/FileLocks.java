package dev.bookreel.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Waits for the operating system's lock of a file. */
final class FileLocks {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(20);

  private FileLocks() {}

  /**
   * Locks the whole file, until the channel is closed. Asks again and again: who waits in the
   * operating system is refused, for a deadlock, as soon as two processes of several threads each
   * hold one lock and wait for the other's, since it holds the process for what waits and not the
   * thread.
   *
   * @throws IOException if the file cannot be locked, or the thread was interrupted
   */
  static void await(Path file, FileChannel channel, boolean shared) throws IOException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      @Nullable FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
      if (lock != null) {
        return;
      }
      try {
        Thread.sleep(pause.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while waiting for " + file, e);
      }
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }
  }
}
