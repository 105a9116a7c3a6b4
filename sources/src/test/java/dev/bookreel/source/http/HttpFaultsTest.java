package dev.bookreel.source.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.error.LakeException;
import dev.bookreel.source.FileState;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What servers and networks do that break, stall or do not keep to the protocol. */
@Timeout(60)
class HttpFaultsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);

  @Test
  void anAnswerThatNeverComesEnds() {
    try (RawServer server = new RawServer(request -> RawServer.STALL)) {
      assertThatThrownBy(() -> tree(server.url(), SHORT).state("a"))
          .isInstanceOf(IOException.class)
          .hasMessage("no answer from %s within 0.3 s".formatted(server.url().substring(7)));
    }
  }

  @Test
  void anAnswerThatStopsInItsHeadEnds() {
    try (RawServer server =
        new RawServer(request -> "HTTP/1.1 200 OK\r\nContent-" + RawServer.STALL)) {
      assertThatThrownBy(() -> tree(server.url(), SHORT).state("a"))
          .hasMessageStartingWith("no answer from ");
    }
  }

  @Test
  void contentThatStopsComingEndsAfterWhatCame() throws IOException {
    try (RawServer server = server("Content-Length: 10\r\n\r\nabc" + RawServer.STALL)) {
      InputStream in = tree(server.url(), SHORT).open("a", 0, size(10));

      assertThat(in.readNBytes(3)).asString(UTF_8).isEqualTo("abc");
      assertThatThrownBy(in::read)
          .isInstanceOf(IOException.class)
          .hasMessage("nothing came for 0.3 s");
    }
  }

  @Test
  void contentThatIsCutEndsAfterWhatCame() throws IOException {
    try (RawServer server = server("Content-Length: 10\r\n\r\nabc" + RawServer.STALL)) {
      InputStream in = tree(server.url(), LONG).open("a", 0, size(10));

      assertThat(in.readNBytes(3)).asString(UTF_8).isEqualTo("abc");
      server.endStalls();

      assertThatThrownBy(in::read)
          .isInstanceOf(IOException.class)
          .hasMessage("the connection ended early");
    }
  }

  @Test
  void contentOfTwoSizesIsRefused() {
    try (RawServer server = server("Content-Length: 3\r\nContent-Length: 10\r\n\r\nabcdefghij")) {
      assertThatThrownBy(() -> tree(server.url(), LONG).open("a", 0, FileState.UNKNOWN))
          .isInstanceOf(LakeException.class)
          .hasMessage(server.url() + "/a comes with two sizes, 10 and 3. Have the server mended");
    }
  }

  @Test
  void contentInChunksIsReadWithoutItsSize() throws IOException {
    try (RawServer server =
        server("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")) {
      InputStream in = tree(server.url(), LONG).open("a", 0, FileState.UNKNOWN);

      assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("abcde");
    }
  }

  @Test
  void chunksThatAreCutAreNoEnd() throws IOException {
    try (RawServer server =
        server("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n" + RawServer.STALL)) {
      InputStream in = tree(server.url(), LONG).open("a", 0, FileState.UNKNOWN);

      assertThat(in.readNBytes(3)).asString(UTF_8).isEqualTo("abc");
      server.endStalls();

      assertThatThrownBy(in::read).isInstanceOf(IOException.class);
    }
  }

  @Test
  void contentWhoseEndNothingTellsIsNotTaken() {
    try (RawServer server = server("Connection: close\r\n\r\nabc")) {
      assertThatThrownBy(() -> tree(server.url(), LONG).open("a", 0, FileState.UNKNOWN))
          .isInstanceOf(LakeException.class)
          .hasMessage(
              "%s/a comes without its size, and nothing would tell whether it came whole. Have the server send Content-Length, or in chunks"
                  .formatted(server.url()));
    }
  }

  @Test
  void contentWhoseSizeWasToldBeforeIsTaken() throws IOException {
    try (RawServer server = server("Connection: close\r\n\r\nabc")) {
      InputStream in = tree(server.url(), LONG).open("a", 0, size(3));

      assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("abc");
    }
  }

  @Test
  void moreThanWasToldIsNotRead() throws IOException {
    try (RawServer server = server("Content-Length: 3\r\n\r\nabcdef")) {
      InputStream in = tree(server.url(), LONG).open("a", 0, size(3));

      assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("abc");
    }
  }

  @Test
  void aConnectionThatEndsWithoutAnAnswerIsWorthAnotherAttempt() {
    try (RawServer server = new RawServer(request -> "")) {
      assertThatThrownBy(() -> tree(server.url(), LONG).state("a"))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "the connection to %s ended without an answer".formatted(server.url().substring(7)));
    }
  }

  @Test
  void whatIsNoHttpIsWorthAnotherAttempt() {
    try (RawServer server = new RawServer(request -> "220 FTP server ready\r\n")) {
      assertThatThrownBy(() -> tree(server.url(), LONG).state("a"))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("the connection to ");
    }
  }

  @Test
  void aPortWhereNobodyListensIsWorthAnotherAttempt() throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    assertThatThrownBy(() -> tree("http://127.0.0.1:" + port, LONG).state("a"))
        .isInstanceOf(IOException.class)
        .hasMessage("no connection to 127.0.0.1:%d: nobody listens there".formatted(port));
  }

  @Test
  void aHostThatDoesNotExistIsWorthAnotherAttempt() {
    assertThatThrownBy(() -> tree("http://nobody.invalid", LONG).state("a"))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no host 'nobody.invalid'");
  }

  @Test
  void aPageThatIsTooLongIsNoList() {
    String chunk = "100000\r\n" + "x".repeat(1 << 20) + "\r\n";
    try (RawServer server =
        server(
            "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(33))) {
      assertThatThrownBy(() -> tree(server.url(), LONG).list(""))
          .isInstanceOf(LakeException.class)
          .hasMessageContaining("lists more than 32 MB of names");
    }
  }

  @Test
  void aPageWhoseEndNothingTellsIsNoList() {
    try (RawServer server =
        server("Content-Type: text/html\r\nConnection: close\r\n\r\n<a href='a'>a</a>")) {
      assertThatThrownBy(() -> tree(server.url(), LONG).list(""))
          .isInstanceOf(LakeException.class)
          .hasMessageStartingWith(server.url() + "/ comes without its size, ");
    }
  }

  @Test
  void closingEndsWhatIsWaitedFor() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    UnaryOperator<String> stalling =
        request -> {
          asked.countDown();
          return RawServer.STALL;
        };
    try (RawServer server = new RawServer(stalling)) {
      HttpTree tree = tree(server.url(), LONG);
      CompletableFuture<Optional<FileState>> waiting =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return tree.state("a");
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      asked.await();

      tree.close();

      assertThat(waiting)
          .failsWithin(20, TimeUnit.SECONDS)
          .withThrowableOfType(ExecutionException.class)
          .withMessageContaining("it was closed");
    }
  }

  @Test
  void anInterruptionEndsReading() throws Exception {
    try (RawServer server = server("Content-Length: 10\r\n\r\nabc" + RawServer.STALL)) {
      InputStream in = tree(server.url(), LONG).open("a", 0, size(10));
      in.readNBytes(3);

      Thread.currentThread().interrupt();

      assertThatThrownBy(in::read).isInstanceOf(java.io.InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /** Answers everything with a success that goes on in this way. */
  private static RawServer server(String rest) {
    return new RawServer(request -> "HTTP/1.1 200 OK\r\n" + rest);
  }

  private static FileState size(long bytes) {
    return new FileState(OptionalLong.of(bytes), Optional.empty(), Optional.empty());
  }

  private static HttpTree tree(String url, Duration timeout) {
    return new HttpTree(
        HttpAddress.parse(url, "", ""), new Web(Optional.empty(), Login.NONE, timeout));
  }
}
