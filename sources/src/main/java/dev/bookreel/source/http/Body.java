package dev.bookreel.source.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The content of an answer, read as it comes in: for one reader. Reading fails if nothing comes for
 * a while, which Java's client by itself would never tell. Closing ends the connection if there is
 * more to come.
 */
final class Body extends InputStream implements BodySubscriber<Body> {
  /** So that the network goes on while the reader is busy; each is a buffer of the client. */
  private static final int AHEAD = 4;

  private static final Part END = new Part(List.of(), null);

  private final Duration timeout;
  private final Runnable onClose;
  private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
  private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
  private @Nullable Part last;
  private Flow.@Nullable Subscription subscription;
  private boolean closed;

  /**
   * @param timeout for each wait
   * @param onClose run when it is closed
   */
  Body(Duration timeout, Runnable onClose) {
    this.timeout = timeout;
    this.onClose = onClose;
  }

  /** What came at once, or why nothing more will. */
  private record Part(List<ByteBuffer> buffers, @Nullable Throwable failure) {}

  /** At once: whoever has the head of an answer begins to read. */
  @Override
  public CompletionStage<Body> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (closed) {
      given.cancel();
    } else {
      given.request(AHEAD);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> item) {
    parts.add(new Part(item, null));
  }

  @Override
  public void onError(Throwable failure) {
    parts.add(new Part(List.of(), failure));
  }

  @Override
  public void onComplete() {
    parts.add(END);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    ByteBuffer buffer = buffer();
    if (buffer == null) {
      return -1;
    }
    int count = Math.min(length, buffer.remaining());
    buffer.get(into, offset, count);
    return count;
  }

  /** The next with something in it; null at the end. */
  private @Nullable ByteBuffer buffer() throws IOException {
    synchronized (this) {
      if (closed) {
        throw new IOException("it was closed");
      }
    }
    while (last == null) {
      ByteBuffer first = buffers.peek();
      if (first == null) {
        take();
      } else if (first.hasRemaining()) {
        return first;
      } else {
        buffers.remove();
      }
    }
    if (last.failure() != null) {
      throw new IOException(Failures.broken(last.failure()), last.failure());
    }
    return null;
  }

  private void take() throws IOException {
    Part part = await();
    if (part.buffers().isEmpty()) {
      last = part;
      return;
    }
    buffers.addAll(part.buffers());
    synchronized (this) {
      if (subscription != null) {
        subscription.request(1);
      }
    }
  }

  private Part await() throws IOException {
    try {
      Part part = parts.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (part == null) {
        close();
        throw new HttpTimeoutException("nothing came for %s".formatted(Failures.seconds(timeout)));
      }
      return part;
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      if (subscription != null) {
        subscription.cancel();
      }
    }
    // Whoever waits learns it.
    parts.add(new Part(List.of(), new IOException("it was closed")));
    onClose.run();
  }
}
