package dev.bookreel.source.remote;

import dev.bookreel.error.LakeException;
import dev.bookreel.source.BusyException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lends connections to those who read: one a reader at a time, kept for the next one. Where the
 * server does not let as many in as there are readers, the others wait until one ends.
 *
 * @param <C> a connection
 */
public final class Pool<C extends Pool.Connection> implements AutoCloseable {
  /** Servers and firewalls forget connections that are silent for some minutes. */
  private static final Duration LONGEST_REST = Duration.ofSeconds(45);

  /** How long to leave a server alone that is full of others. */
  private static final Duration CROWDED_WAIT = Duration.ofSeconds(10);

  private final Opener<C> opener;
  private final Deque<Resting<C>> resting = new ArrayDeque<>();
  private final Set<Lease> lent = new HashSet<>();
  private int most = Integer.MAX_VALUE;
  private String limit = "";
  private boolean closed;

  public Pool(Opener<C> opener) {
    this.opener = opener;
  }

  /** What is lent. */
  public interface Connection {
    /** Says goodbye, if that is quick. */
    void leave();

    /** Ends it at once, also while another thread reads from it. */
    void cut();
  }

  /** Connects and logs in. */
  @FunctionalInterface
  public interface Opener<C> {
    /**
     * @throws CrowdedException if the server has no room for one more
     */
    C open() throws IOException;
  }

  /** What a reader does with a connection. It gives the lease back, or keeps it for a while. */
  @FunctionalInterface
  public interface Use<C extends Connection, T> {
    T with(Pool<C>.Lease lease) throws IOException;
  }

  /** A connection in somebody's hands. */
  public final class Lease {
    private final C connection;
    private final boolean rested;
    private final Thread holder = Thread.currentThread();

    private Lease(C connection, boolean rested) {
      this.connection = connection;
      this.rested = rested;
    }

    /** The connection. */
    public C connection() {
      return connection;
    }

    /** Gives it back, to be used again. Nothing happens if it was given back before. */
    public void release() {
      Pool.this.end(this, true);
    }

    /** Gives it back, not to be used again. Nothing happens if it was given back before. */
    public void discard() {
      Pool.this.end(this, false);
    }
  }

  private record Resting<C>(C connection, long since) {
    boolean isFresh() {
      return System.nanoTime() - since < LONGEST_REST.toNanos();
    }
  }

  /**
   * Does something on a connection and gives it back. A connection that rested may have died
   * meanwhile: then it is done again on another one.
   */
  public <T> T ask(Use<C, T> question) throws IOException {
    return use(
        lease -> {
          T answer = question.with(lease);
          lease.release();
          return answer;
        });
  }

  /**
   * Does something on a connection, which the use gives back when it has ended. As {@link #ask}.
   */
  public <T> T use(Use<C, T> use) throws IOException {
    while (true) {
      Lease lease = borrow();
      try {
        return use.with(lease);
      } catch (LakeException refused) {
        lease.release();
        throw refused;
      } catch (IOException e) {
        lease.discard();
        if (!lease.rested) {
          throw e;
        }
      } catch (RuntimeException | Error e) {
        lease.discard();
        throw e;
      }
    }
  }

  private Lease borrow() throws IOException {
    while (true) {
      Optional<Lease> rested = rested();
      if (rested.isPresent()) {
        return rested.get();
      }
      try {
        return keep(opener.open());
      } catch (CrowdedException e) {
        crowded(e);
      }
    }
  }

  /** One that rested, as soon as there is one; empty as soon as another may be opened. */
  private synchronized Optional<Lease> rested() throws IOException {
    while (true) {
      refuseIfClosed();
      Optional<C> fresh = fresh();
      if (fresh.isPresent() || lent.size() < most) {
        return fresh.map(connection -> lend(connection, true));
      }
      refuseToWaitForOneself();
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }
  }

  /** The last one that was given back, unless it is too long ago. */
  private Optional<C> fresh() {
    while (!resting.isEmpty()) {
      Resting<C> next = resting.pop();
      if (next.isFresh()) {
        return Optional.of(next.connection);
      }
      next.connection.cut();
    }
    return Optional.empty();
  }

  private synchronized Lease keep(C connection) throws IOException {
    if (closed) {
      connection.cut();
    }
    refuseIfClosed();
    return lend(connection, false);
  }

  private Lease lend(C connection, boolean rested) {
    Lease lease = new Lease(connection, rested);
    lent.add(lease);
    return lease;
  }

  /** Remembers how many the server lets in, so that it is not asked for more again. */
  private synchronized void crowded(CrowdedException e) throws IOException {
    refuseIfClosed();
    if (lent.isEmpty() && resting.isEmpty()) {
      throw busy(String.valueOf(e.getMessage()));
    }
    most = Math.max(1, lent.size());
    limit = String.valueOf(e.getMessage());
  }

  /** A connection of this thread's own would never come back. */
  private void refuseToWaitForOneself() throws BusyException {
    if (lent.stream().noneMatch(lease -> lease.holder != Thread.currentThread())) {
      throw busy(limit);
    }
  }

  private static BusyException busy(String message) {
    return new BusyException(message, CROWDED_WAIT);
  }

  private void refuseIfClosed() throws IOException {
    if (closed) {
      throw new IOException("the source was closed");
    }
  }

  private synchronized void end(Lease lease, boolean reusable) {
    if (!lent.remove(lease)) {
      return;
    }
    notifyAll();
    if (reusable && !closed) {
      resting.push(new Resting<>(lease.connection, System.nanoTime()));
      return;
    }
    lease.connection.cut();
  }

  /** Ends all connections, also those that are lent, and wakes those who wait for one. */
  @Override
  public void close() {
    List<Resting<C>> idle;
    List<Lease> busy;
    synchronized (this) {
      closed = true;
      idle = new ArrayList<>(resting);
      busy = new ArrayList<>(lent);
      resting.clear();
      lent.clear();
      notifyAll();
    }
    busy.forEach(lease -> lease.connection.cut());
    idle.forEach(rested -> rested.connection.leave());
  }
}
