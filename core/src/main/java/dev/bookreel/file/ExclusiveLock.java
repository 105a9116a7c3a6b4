package dev.bookreel.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one thread of one process on a machine at a time do something. */
public final class ExclusiveLock {
  /**
   * Static because the operating system's lock belongs to the process: it does not hold threads
   * apart, and closing the file in one thread would release it for another.
   */
  private static final ConcurrentMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private ExclusiveLock() {}

  /** What is done under the lock. */
  @FunctionalInterface
  public interface Action<T> {
    T run() throws IOException;
  }

  /**
   * Waits until no other thread or process holds the lock, and holds it during the action. The
   * operating system releases the lock of a process that dies.
   *
   * @param file an empty file that stands for the lock; created when missing, never deleted, in an
   *     existing folder
   * @throws IOException the action's, or if the file cannot be locked; then the action did not run
   */
  public static <T> T holding(Path file, Action<T> action) throws IOException {
    Path lock = LocalCopies.of(file);
    Path folder = lock.resolveSibling("").toRealPath();
    ReentrantLock threads =
        THREADS.computeIfAbsent(
            folder.resolve(lock.getFileName().toString()), key -> new ReentrantLock());
    threads.lock();
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      FileLocks.await(lock, channel, false);
      return action.run();
    } finally {
      threads.unlock();
    }
  }
}
