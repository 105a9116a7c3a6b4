package dev.bookreel.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets any number of threads and processes of a machine do something side by side, or one of them
 * alone. The operating system releases the lock of a process that dies.
 */
public final class SharedLock {
  /**
   * Static because the operating system's lock belongs to the process: there can be one a file, and
   * closing any channel to the file would release it.
   */
  private static final ConcurrentMap<Path, SharedLock> LOCKS = new ConcurrentHashMap<>();

  private final Path file;
  private int holders;
  private boolean alone;
  private @Nullable FileChannel channel;

  private SharedLock(Path file) {
    this.file = file;
  }

  /**
   * @param file an empty file that stands for the lock; created when missing, never deleted, in an
   *     existing folder
   */
  public static SharedLock of(Path file) throws IOException {
    Path lock = LocalCopies.of(file);
    Path folder = lock.resolveSibling("").toRealPath();
    return LOCKS.computeIfAbsent(folder.resolve(lock.getFileName().toString()), SharedLock::new);
  }

  /** What is done under the lock. */
  @FunctionalInterface
  public interface Action<T> {
    T run();
  }

  /**
   * Waits while somebody is alone, then acts beside others. May be called again within the action.
   *
   * @throws IOException if the file cannot be locked; then the action did not run
   */
  public <T> T sharing(Action<T> action) throws IOException {
    enter();
    try {
      return action.run();
    } finally {
      leave();
    }
  }

  /**
   * Acts alone: nobody else acts meanwhile. Does not wait.
   *
   * @return empty if others hold the lock; then the action did not run
   * @throws IOException if the file cannot be locked; then the action did not run
   */
  public <T> Optional<T> alone(Action<T> action) throws IOException {
    if (!enterAlone()) {
      return Optional.empty();
    }
    try {
      return Optional.of(action.run());
    } finally {
      leave();
    }
  }

  private synchronized void enter() throws IOException {
    while (alone) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while waiting for " + file, e);
      }
    }
    if (holders == 0) {
      FileChannel opened = open();
      try {
        FileLocks.await(file, opened, true);
        channel = opened;
      } finally {
        closeUnlessHeld(opened);
      }
    }
    holders++;
  }

  private synchronized boolean enterAlone() throws IOException {
    if (holders > 0) {
      return false;
    }
    FileChannel opened = open();
    try {
      @Nullable FileLock lock = opened.tryLock();
      if (lock == null) {
        return false;
      }
      channel = opened;
    } finally {
      closeUnlessHeld(opened);
    }
    alone = true;
    holders = 1;
    return true;
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private void closeUnlessHeld(FileChannel opened) throws IOException {
    if (channel != opened) {
      opened.close();
    }
  }

  /** Closing the channel releases the operating system's lock. */
  private synchronized void leave() throws IOException {
    holders--;
    if (holders == 0) {
      alone = false;
      FileChannel held = channel;
      channel = null;
      notifyAll();
      if (held != null) {
        held.close();
      }
    }
  }
}
