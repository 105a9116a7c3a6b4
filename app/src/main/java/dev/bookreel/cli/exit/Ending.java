package dev.bookreel.cli.exit;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What is to be closed when the process ends, also in the middle of something: Ctrl-C begins the
 * ending from another thread. Nothing is lost then, since every commit is atomic.
 */
public final class Ending {
  private static final long PATIENCE_MILLIS = 3_000;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private volatile boolean begun;

  /** Has a resource closed at the end, the last one first, unless it was released before. */
  public synchronized <T extends AutoCloseable> T closing(T resource) {
    open.push(resource);
    return resource;
  }

  /** The resource was closed by its owner. */
  public synchronized void released(AutoCloseable resource) {
    open.remove(resource);
  }

  /** Whether the process is ending: failures are its consequences from now on. */
  public boolean hasBegun() {
    return begun;
  }

  /** Closes what is open; gives up on what does not let itself be closed soon. */
  public void begin() {
    begun = true;
    Thread closer = new Thread(this::closeAll, "closing");
    closer.setDaemon(true);
    closer.start();
    try {
      closer.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeAll() {
    for (AutoCloseable resource = next(); resource != null; resource = next()) {
      try {
        resource.close();
      } catch (Exception e) {
        // The process ends anyway, and the lake is whole.
      }
    }
  }

  private synchronized @Nullable AutoCloseable next() {
    return open.poll();
  }
}
