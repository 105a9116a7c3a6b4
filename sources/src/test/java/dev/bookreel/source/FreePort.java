package dev.bookreel.source;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that have to be told theirs. Below those that systems give out by themselves
 * (from 32768 on Linux, 49152 on others): one of those may be a connection's by the time the server
 * wants it.
 */
public final class FreePort {
  private static final int FIRST = 20_000;
  private static final int END = 32_768;

  private FreePort() {}

  /** A port that nobody listens on, at any address. */
  public static int next() throws IOException {
    while (true) {
      try (ServerSocket socket =
          new ServerSocket(ThreadLocalRandom.current().nextInt(FIRST, END))) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // Another one may be free.
      }
    }
  }
}
