package dev.bookreel.storage;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Fails where the stream ends before all was read that was announced. */
public final class WholeStream extends FilterInputStream {
  private final long announced;
  private long read;

  public WholeStream(InputStream in, long announced) {
    super(in);
    this.announced = announced;
  }

  @Override
  public int read() throws IOException {
    int next = in.read();
    count(next < 0 ? -1 : 1);
    return next;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = in.read(bytes, offset, length);
    count(count);
    return count;
  }

  private void count(int bytes) throws EOFException {
    if (bytes < 0 && read < announced) {
      throw new EOFException(
          "the connection ended after %d of %d bytes".formatted(read, announced));
    }
    read += Math.max(0, bytes);
  }
}
