package dev.bookreel.source.ftp;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.Charset;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** What Commons Net's clients can do and show only to their subclasses. */
interface DataCommands {
  /** A firewall forgets a silent connection after some minutes, and a transfer may take longer. */
  int KEEP_ALIVE_SECONDS = 30;

  /**
   * Sends a command whose result comes over a connection of its own.
   *
   * @return that connection; null if the server's last reply is a refusal
   */
  @Nullable Socket data(String command, @Nullable String argument) throws IOException;

  /** Reads and writes names in an encoding from now on. */
  void recode(Charset encoding) throws IOException;

  /** The reply to the last {@code REST}; 0 if there was none. */
  int restartReply();

  /** The connection's own socket, below TLS. */
  @Nullable Socket control();

  /**
   * Lets the operating system keep the connection alive: many servers take no command meanwhile.
   */
  static void keepAlive(Socket socket) throws IOException {
    socket.setKeepAlive(true);
    try {
      if (socket
          .supportedOptions()
          .containsAll(
              Set.of(ExtendedSocketOptions.TCP_KEEPIDLE, ExtendedSocketOptions.TCP_KEEPINTERVAL))) {
        socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS);
        socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_SECONDS);
      }
    } catch (UnsupportedOperationException | SocketException e) {
      // Then it is the system's own interval, or none.
      return;
    }
  }
}
