package dev.bookreel.source.sftp;

import dev.bookreel.file.IoReason;
import dev.bookreel.source.remote.Pool;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A file on its way from the server. */
final class SftpDownload extends FilterInputStream {
  private final Pool<SftpChannel>.Lease lease;
  private final String location;
  private final SshSessions sessions;
  private boolean ended;

  SftpDownload(
      InputStream in, Pool<SftpChannel>.Lease lease, String location, SshSessions sessions) {
    super(in);
    this.lease = lease;
    this.location = location;
    this.sessions = sessions;
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
    try {
      int count = in.read(buffer, offset, length);
      if (count < 0) {
        in.close();
        ended = true;
        lease.release();
      }
      return count;
    } catch (IOException | RuntimeException e) {
      sessions.doubt(lease.connection().session());
      lease.discard();
      throw new IOException(
          "%s: nothing more comes: %s"
              .formatted(location, e instanceof IOException io ? IoReason.of(io) : e.getMessage()),
          e);
    }
  }

  /** What was asked for and not read would have to be awaited, so the channel ends with it. */
  @Override
  public void close() {
    lease.discard();
  }
}
