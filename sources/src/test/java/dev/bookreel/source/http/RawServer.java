package dev.bookreel.source.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

/**
 * Answers with the very bytes that it is told, one request a connection: for what no decent server
 * would send.
 */
final class RawServer implements AutoCloseable {
  /** At its place in an answer nothing more is sent, and the connection stays open. */
  static final String STALL = "<stall>";

  private final ServerSocket socket;
  private final CountDownLatch end = new CountDownLatch(1);

  /**
   * @param answer to a request's first line
   */
  RawServer(UnaryOperator<String> answer) {
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread accepting = new Thread(() -> accept(answer), "raw-server");
    accepting.setDaemon(true);
    accepting.start();
  }

  private void accept(UnaryOperator<String> answer) {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        Thread serving = new Thread(() -> serve(connection, answer), "raw-answer");
        serving.setDaemon(true);
        serving.start();
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket connection, UnaryOperator<String> answer) {
    try (connection;
        BufferedReader in =
            new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1))) {
      String first = in.readLine();
      for (String line = first; line != null && !line.isEmpty(); line = in.readLine()) {}
      String text = answer.apply(first);
      boolean stalls = text.endsWith(STALL);
      connection.getOutputStream().write(text.replace(STALL, "").getBytes(UTF_8));
      connection.getOutputStream().flush();
      if (stalls) {
        end.await();
      }
    } catch (IOException | InterruptedException gone) {
      // The client has seen enough.
    }
  }

  String url() {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  /** Ends connections that stall. */
  void endStalls() {
    end.countDown();
  }

  @Override
  public void close() {
    endStalls();
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
