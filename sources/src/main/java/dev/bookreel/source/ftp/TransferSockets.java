package dev.bookreel.source.ftp;

import java.net.Socket;
import org.apache.commons.net.DefaultSocketFactory;

/**
 * Sockets for transfers that say that they lead to the port for commands. Java looks for TLS
 * sessions by host and port, so it finds the one of the commands, and goes on with it. Many servers
 * refuse a transfer that begins a session of its own, for anybody could have caught the port.
 */
final class TransferSockets extends DefaultSocketFactory {
  private final int port;

  /**
   * @param port where commands go
   */
  TransferSockets(int port) {
    this.port = port;
  }

  @Override
  public Socket createSocket() {
    return new Socket() {
      @Override
      public int getPort() {
        return isConnected() ? port : super.getPort();
      }
    };
  }
}
