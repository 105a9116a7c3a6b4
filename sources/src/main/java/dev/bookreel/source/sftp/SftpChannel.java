package dev.bookreel.source.sftp;

import dev.bookreel.source.remote.Pool;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;

/**
 * A channel for files. One thread uses it at a time.
 *
 * @param session that it belongs to, with others
 */
record SftpChannel(ClientSession session, SftpClient client) implements Pool.Connection {

  @Override
  public void leave() {
    cut();
  }

  /** At once: saying goodbye would wait for a server that may have stalled. */
  @Override
  public void cut() {
    client.getClientChannel().close(true);
  }
}
