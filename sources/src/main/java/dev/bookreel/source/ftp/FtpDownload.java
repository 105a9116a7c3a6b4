package dev.bookreel.source.ftp;

import dev.bookreel.source.remote.Pool;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * A file on its way from the server. It has ended when the server says that it sent everything, and
 * not when it sends nothing more.
 */
final class FtpDownload extends InputStream {
  private final Pool<FtpConnection>.Lease lease;
  private final String location;
  private final InputStream in;
  private boolean ended;

  FtpDownload(Socket data, Pool<FtpConnection>.Lease lease, String location) throws IOException {
    this.lease = lease;
    this.location = location;
    this.in = data.getInputStream();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (ended) {
      return -1;
    }
    int count = next(buffer, offset, length);
    if (count < 0) {
      end();
    }
    return count;
  }

  private int next(byte[] buffer, int offset, int length) throws IOException {
    try {
      return in.read(buffer, offset, length);
    } catch (SocketTimeoutException e) {
      throw new IOException("%s: nothing more comes".formatted(location), e);
    }
  }

  private void end() throws IOException {
    try {
      lease.connection().complete();
    } catch (RuntimeException e) {
      throw lease.connection().odd(e);
    }
    ended = true;
    lease.release();
  }

  /** A transfer that was not read to its end cannot be ended but with its connection. */
  @Override
  public void close() {
    lease.discard();
  }
}
