package dev.bookreel.source.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bookreel.definition.Secret;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.error.LakeException;
import dev.bookreel.source.BusyException;
import dev.bookreel.source.CannotResumeException;
import dev.bookreel.source.FileState;
import dev.bookreel.source.FileTree.Entry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that the test server never gives. */
class S3AnswersTest {
  private static final String PAGE =
      "<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated>%s</ListBucketResult>";

  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;
  private volatile int status = 200;
  private volatile Map<String, String> headers = Map.of();
  private volatile String body = PAGE.formatted("");
  private volatile String secondPage = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void theRightRegionIsNamed() {
    refuse(301, "PermanentRedirect", Map.of("x-amz-bucket-region", "eu-north-1"));

    assertThatThrownBy(this::open)
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "s3://vendor-dumps answers 301 PermanentRedirect: its bucket is in the region eu-north-1. Set 'region: eu-north-1'");
  }

  @Test
  void aWrongRegionThatIsNotNamedIsTold() {
    refuse(400, "AuthorizationHeaderMalformed", Map.of());

    assertThatThrownBy(this::open)
        .isInstanceOf(LakeException.class)
        .hasMessageEndingWith("its bucket is in another region. Correct the source's 'region'");
  }

  @Test
  void aServerThatIsBusyIsLeftToCoreAfterOneMoreAttempt() {
    refuse(503, "SlowDown", Map.of());

    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(BusyException.class)
        .hasMessage("s3://vendor-dumps answers 503 SlowDown");
    assertThat(asked).hasValue(2);
  }

  @Test
  void aServerMayAskToWait() {
    refuse(503, "SlowDown", Map.of("Retry-After", "1"));

    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            BusyException.class, e -> assertThat(e.await()).isEqualTo(Duration.ofSeconds(1)))
        .hasMessage("s3://vendor-dumps answers 503 SlowDown, and to wait 1 s");
  }

  @Test
  void whoMayNotListMayReadAllTheSame() throws IOException {
    refuse(403, "AccessDenied", Map.of());

    try (S3Tree tree = open()) {
      assertThatThrownBy(() -> tree.state("a"))
          .isInstanceOf(LakeException.class)
          .hasMessage(
              "s3://vendor-dumps/a answers 403: it is forbidden. Allow reading it, and listing the bucket, to the source's keys");
    }
  }

  @Test
  void archivedObjectsAndWrongClocksAreTold() throws IOException {
    try (S3Tree tree = open()) {
      refuse(403, "InvalidObjectState", Map.of());
      assertThatThrownBy(() -> tree.open("a", 0, FileState.UNKNOWN))
          .hasMessage(
              "s3://vendor-dumps/a answers 403 InvalidObjectState: it is archived. Restore it first");
      refuse(403, "RequestTimeTooSkewed", Map.of());
      assertThatThrownBy(() -> tree.open("a", 0, FileState.UNKNOWN))
          .isInstanceOf(LakeException.class)
          .hasMessageEndingWith("this machine's clock is wrong. Set it right");
    }
  }

  @Test
  void aServerWithoutRangesIsReadAnew() throws IOException {
    FileState state = new FileState(OptionalLong.of(100), Optional.empty(), Optional.of("\"tag\""));
    try (S3Tree tree = open()) {
      assertThatThrownBy(() -> tree.open("a", 5, state)).isInstanceOf(CannotResumeException.class);
      assertThatThrownBy(() -> tree.open("a", 5, FileState.UNKNOWN))
          .isInstanceOf(CannotResumeException.class);
    }
  }

  @Test
  void namesThatAreEmptyComeOutAsTheyAre() throws IOException {
    body =
        PAGE.formatted(
            "<Contents><Key>v/</Key></Contents><Contents><Key>v/a%0Ab%2B%20</Key></Contents><EncodingType>url</EncodingType><CommonPrefixes><Prefix>v//</Prefix></CommonPrefixes><CommonPrefixes><Prefix>v/../</Prefix></CommonPrefixes>");

    try (S3Tree tree = open()) {
      assertThat(tree.list("v"))
          .containsExactly(
              new Entry("", true),
              new Entry("..", true),
              new Entry("", false),
              new Entry("a\nb+ ", false));
    }
  }

  @Test
  void aListOfMoreThanOnePageIsReadToItsEnd() throws IOException {
    try (S3Tree tree = open()) {
      body =
          "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>more</NextContinuationToken><Contents><Key>v/1</Key></Contents></ListBucketResult>";
      secondPage = PAGE.formatted("<Contents><Key>v/2</Key></Contents>");

      assertThat(tree.list("v")).extracting(Entry::name).containsExactly("1", "2");
    }
  }

  @Test
  void whatIsNoAnswerOfS3IsWorthAnotherAttempt() {
    body = "<html>";

    assertThatThrownBy(this::open).isInstanceOf(IOException.class);
  }

  private void refuse(int code, String error, Map<String, String> more) {
    status = code;
    headers = more;
    body = "<Error><Code>%s</Code><Message>no</Message></Error>".formatted(error);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    try (exchange) {
      headers.forEach(exchange.getResponseHeaders()::set);
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(status, -1);
        return;
      }
      boolean second =
          String.valueOf(exchange.getRequestURI().getQuery()).contains("continuation-token=more");
      byte[] bytes = (second ? secondPage : body).getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private S3Tree open() throws IOException {
    return S3Opening.tree(
        new SourceDefinition(
            "nightly",
            "s3",
            Map.of(
                "bucket",
                "vendor-dumps",
                "endpoint",
                "http://127.0.0.1:" + server.getAddress().getPort()),
            Map.of("access_key", new Secret("key"), "secret_key", new Secret("secret")),
            Map.of(),
            List.of(),
            Optional.empty(),
            Optional.empty()),
        Map.of());
  }
}
