package dev.bookreel.source.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.error.LakeException;
import dev.bookreel.source.BusyException;
import dev.bookreel.source.CannotResumeException;
import dev.bookreel.source.Checksum;
import dev.bookreel.source.FileState;
import dev.bookreel.source.FileTree.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTreeTest {
  private static final String PATH = "vendor/authors.json";
  private static final String CONTENT = "[{\"name\": \"Ann\"}]\n";
  private static final Instant TIME = Instant.parse("2021-12-28T22:11:00Z");

  private final WebServer server = WebServer.start();
  private final HttpTree tree = tree(server.url() + "/dumps", Login.NONE);

  @AfterEach
  void stop() {
    tree.close();
    server.close();
  }

  @Test
  void aFileHasASizeATimeAndATag() throws IOException {
    server.put("/dumps/vendor/authors.json", CONTENT);

    assertThat(tree.state(PATH)).contains(state(CONTENT));
    assertThat(server.asked()).containsExactly("HEAD /dumps/vendor/authors.json");
  }

  @Test
  void whatTheServerDoesNotSayIsEmpty() throws IOException {
    server.answer("/dumps/vendor/authors.json", 200, Map.of("Last-Modified", "yesterday"));

    assertThat(tree.state(PATH)).contains(FileState.UNKNOWN);
  }

  @Test
  void aWeakTagIsNone() throws IOException {
    server.put("/dumps/vendor/authors.json", CONTENT, Map.of("ETag", "W/\"1\""));

    assertThat(tree.state(PATH).orElseThrow().tag()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410})
  void whatIsNotThereIsMissing(int status) throws IOException {
    server.answer("/dumps/vendor/authors.json", status, Map.of());

    assertThat(tree.state(PATH)).isEmpty();
    assertThat(tree.checksum(PATH)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 405, 501})
  void aServerWithoutHeadIsAskedForTheFirstByte(int status) throws IOException {
    server.put("/dumps/vendor/authors.json", CONTENT);
    withoutHead("/dumps/vendor/authors.json", status);

    assertThat(tree.state(PATH)).contains(state(CONTENT));
    assertThat(tree.checksum(PATH)).isEmpty();
  }

  @Test
  void anEmptyFileIsKnownWithoutHeadToo() throws IOException {
    server.put("/dumps/vendor/authors.json", "");
    withoutHead("/dumps/vendor/authors.json", 405);

    assertThat(tree.state(PATH).orElseThrow().bytes()).hasValue(0);
  }

  @Test
  void aServerWithNeitherHeadNorRangesTellsTheSize() throws IOException {
    server.put("/dumps/vendor/authors.json", CONTENT);
    server.on(
        "/dumps/vendor/authors.json",
        exchange -> {
          if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(405, -1);
            return;
          }
          server.serve(exchange, false);
        });

    assertThat(tree.state(PATH)).contains(state(CONTENT));
  }

  @Test
  void whatIsForbiddenIsToldAtOnce() {
    server.answer("/dumps/vendor/authors.json", 403, Map.of());

    assertThatThrownBy(() -> tree.state(PATH))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "%s/dumps/vendor/authors.json answers 403: it is forbidden. Have the server allow it to who asks"
                .formatted(server.url()));
  }

  @Test
  void aLoginThatIsWantedIsToldAtOnce() {
    server.answer("/dumps/vendor/authors.json", 401, Map.of());

    assertThatThrownBy(() -> tree.state(PATH))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "%s/dumps/vendor/authors.json answers 401: it wants a login. Give the source 'user' and 'password', or 'token'"
                .formatted(server.url()));
  }

  @Test
  void aLoginThatIsRefusedIsToldAtOnceAndNotShown() {
    server.answer("/dumps/vendor/authors.json", 401, Map.of());
    HttpTree known =
        tree(server.url() + "/dumps", login -> Login.basic(login.base(), "bookreel", "geheim"));

    assertThatThrownBy(() -> known.state(PATH))
        .isInstanceOf(LakeException.class)
        .hasMessageEndingWith(
            "answers 401: it refuses the login. Correct the source's 'user' and 'password', or 'token'")
        .hasMessageNotContainingAny("geheim", "Ym9va3JlZWw6");
  }

  @Test
  void theLoginIsSentWithEveryRequest() throws IOException {
    server.put("/dumps/vendor/authors.json", CONTENT);
    HttpTree known =
        tree(server.url() + "/dumps", login -> Login.basic(login.base(), "Jürgen", "ge:heim"));

    known.state(PATH);
    read(known, 0, state(CONTENT));

    String sent = "Basic " + Base64.getEncoder().encodeToString("Jürgen:ge:heim".getBytes(UTF_8));
    assertThat(server.requests())
        .hasSize(2)
        .allSatisfy(request -> assertThat(request.header("Authorization")).contains(sent));
  }

  @Test
  void aTokenIsSentAsItIs() throws IOException {
    server.put("/dumps/vendor/authors.json", CONTENT);

    tree(server.url() + "/dumps", login -> Login.bearer(login.base(), "abc")).state(PATH);

    assertThat(server.requests().get(0).header("Authorization")).contains("Bearer abc");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void whatMayPassIsWorthAnotherAttempt(int status) {
    server.answer("/dumps/vendor/authors.json", status, Map.of());

    assertThatThrownBy(() -> tree.state(PATH))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(BusyException.class)
        .hasMessage("%s/dumps/vendor/authors.json answers %d".formatted(server.url(), status));
  }

  @Test
  void aServerMayAskToWaitForSeconds() {
    server.answer("/dumps/vendor/authors.json", 503, Map.of("Retry-After", "7"));

    assertThatThrownBy(() -> tree.open(PATH, 0, FileState.UNKNOWN))
        .isInstanceOfSatisfying(
            BusyException.class, e -> assertThat(e.await()).isEqualTo(Duration.ofSeconds(7)))
        .hasMessage(
            "%s/dumps/vendor/authors.json answers 503, and to wait 7 s".formatted(server.url()));
  }

  @ParameterizedTest
  @CsvSource({"90, 90", "-90, 0"})
  void aServerMayAskToWaitUntilATime(int later, int seconds) {
    // HttpServer gives the time of its own clock.
    Instant until = Instant.now().plusSeconds(later);
    server.answer("/dumps/vendor/authors.json", 429, Map.of("Retry-After", Answer.time(until)));

    assertThatThrownBy(() -> tree.state(PATH))
        .isInstanceOfSatisfying(
            BusyException.class,
            e ->
                assertThat(e.await())
                    .isBetween(
                        Duration.ofSeconds(Math.max(seconds - 20, 0)),
                        Duration.ofSeconds(seconds + 1)));
  }

  @Test
  void anOddStatusIsTold() {
    server.answer("/dumps/vendor/authors.json", 418, Map.of());

    assertThatThrownBy(() -> tree.state(PATH))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining(
            "answers 418, which does not help. Correct 'url' of the source, or have the server mended");
  }

  @Test
  void aFileIsReadAsItIs() throws IOException {
    server.put("/dumps/vendor/authors.json", CONTENT);

    assertThat(read(tree, 0, state(CONTENT))).isEqualTo(CONTENT);
    WebServer.Request request = server.requests().get(0);
    assertThat(request).hasToString("GET /dumps/vendor/authors.json");
    assertThat(request.header("Accept-Encoding")).contains("identity");
  }

  @Test
  void anEmptyFileIsRead() throws IOException {
    server.put("/dumps/vendor/authors.json", "");

    assertThat(read(tree, 0, state(""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b.json",
        "100%.json",
        "a#b.json",
        "a?b.json",
        "a+b.json",
        "it's \"one\".json",
        "Ärzte 東京 🎬.json",
        "a\nb.json",
        "%41.json",
        "a&b=c;d.json",
        "~[x]{y}|z^`.json"
      })
  void oddNamesAreEncodedOnce(String name) throws IOException {
    StringBuilder encoded = new StringBuilder("/dumps/");
    for (byte b : name.getBytes(UTF_8)) {
      boolean plain = (b > 0 && Character.isLetterOrDigit(b)) || b == '.' || b == '~';
      encoded.append(
          plain ? String.valueOf((char) b) : "%" + HexFormat.of().withUpperCase().toHexDigits(b));
    }
    server.put("/dumps/" + name, CONTENT);

    assertThat(tree.state(name)).contains(state(CONTENT));
    assertThat(new String(tree.open(name, 0, state(CONTENT)).readAllBytes(), UTF_8))
        .isEqualTo(CONTENT);
    assertThat(tree.location(name)).isEqualTo(server.url() + encoded);
    assertThat(server.asked()).containsExactly("HEAD " + encoded, "GET " + encoded);
  }

  @Test
  void readingGoesOnWhereItWas() throws IOException {
    server.put("/dumps/vendor/authors.json", CONTENT);

    assertThat(read(tree, 5, state(CONTENT))).isEqualTo(CONTENT.substring(5));
    WebServer.Request request = server.requests().get(0);
    assertThat(request).hasToString("GET /dumps/vendor/authors.json bytes=5-");
    assertThat(request.header("If-Range")).isEqualTo(state(CONTENT).tag());
  }

  @Test
  void withoutATagTheTimeTellsWhetherItIsTheSameFile() throws IOException {
    server.put("/dumps/vendor/authors.json", CONTENT, Map.of("Last-Modified", Answer.time(TIME)));

    assertThat(read(tree, 5, FileState.of(CONTENT.length(), TIME))).isEqualTo(CONTENT.substring(5));
    assertThat(server.requests().get(0).header("If-Range"))
        .contains("Tue, 28 Dec 2021 22:11:00 GMT");
  }

  @Test
  void withoutTagAndTimeReadingBeginsAnew() {
    server.put("/dumps/vendor/authors.json", CONTENT, Map.of());

    assertThatThrownBy(() -> tree.open(PATH, 5, size(CONTENT.length())))
        .isInstanceOf(CannotResumeException.class);
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void aServerWithoutRangesIsReadAnew() {
    server.put("/dumps/vendor/authors.json", CONTENT);
    server.on(
        "/dumps/vendor/authors.json",
        exchange -> {
          exchange.getResponseHeaders().set("Accept-Ranges", "none");
          server.serve(exchange, false);
        });

    assertThatThrownBy(() -> tree.open(PATH, 5, state(CONTENT)))
        .isInstanceOf(CannotResumeException.class)
        .hasMessage("the server sends files only whole");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes 0-17/18", "bytes 5-17/19", "bytes 5-17/*", "5-17/18", "bytes */18", "?"})
  void anotherPartThanTheOneAskedForIsNotTaken(String range) {
    server.on(
        "/dumps/vendor/authors.json",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Range", range);
          exchange.sendResponseHeaders(206, 13);
          exchange.getResponseBody().write(new byte[13]);
        });

    assertThatThrownBy(() -> tree.open(PATH, 5, FileState.of(CONTENT.length(), TIME)))
        .isInstanceOf(CannotResumeException.class)
        .hasMessage("the server sends another part than it was asked for");
  }

  @Test
  void aBreakBehindTheLastByteLeavesNothingToRead() throws IOException {
    server.put("/dumps/vendor/authors.json", CONTENT);

    assertThat(read(tree, CONTENT.length(), state(CONTENT))).isEmpty();
    assertThatThrownBy(() -> tree.open(PATH, CONTENT.length() + 1, state(CONTENT)))
        .isInstanceOf(CannotResumeException.class);
    assertThatThrownBy(
            () ->
                tree.open(
                    PATH,
                    CONTENT.length(),
                    new FileState(
                        OptionalLong.of(CONTENT.length() + 1),
                        Optional.empty(),
                        state(CONTENT).tag())))
        .isInstanceOf(CannotResumeException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 5})
  void aFileThatWasReplacedIsNotRead(long offset) {
    server.put("/dumps/vendor/authors.json", "[{\"name\": \"Bob\"}]\n");

    assertThatThrownBy(() -> tree.open(PATH, offset, state(CONTENT)))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "%s/dumps/vendor/authors.json changed while it was fetched: its tag was %s and is %s. Nothing was stored. Fetch again when it is complete"
                .formatted(
                    server.url(),
                    state(CONTENT).tag().orElseThrow(),
                    WebServer.tag("[{\"name\": \"Bob\"}]\n")));
  }

  @Test
  void aFileThatWasReplacedIsKnownByItsTimeToo() {
    server.put("/dumps/vendor/authors.json", CONTENT, Map.of("Last-Modified", Answer.time(TIME)));

    assertThatThrownBy(
            () -> tree.open(PATH, 0, FileState.of(CONTENT.length(), TIME.plusSeconds(1))))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("its time was 2021-12-28T22:11:01Z and is 2021-12-28T22:11:00Z");
  }

  @Test
  void aFileThatVanishedIsTold() {
    assertThatThrownBy(() -> tree.open(PATH, 0, state(CONTENT)))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "%s/dumps/vendor/authors.json answers 404: it is not there any more. Fetch again when it is back"
                .formatted(server.url()));
  }

  @Test
  void aFileThatIsAlwaysPackedIsTakenPacked() throws IOException {
    server.put("/dumps/vendor/authors.json", CONTENT, Map.of("Content-Encoding", "gzip"));

    FileState state = tree.state(PATH).orElseThrow();

    assertThat(state.bytes()).hasValue(CONTENT.length());
    assertThat(read(tree, 0, state)).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br"})
  void aFileThatIsPackedForTheWayAloneIsRefused(String coding) {
    server.put(
        "/dumps/vendor/authors.json", CONTENT.substring(5), Map.of("Content-Encoding", coding));

    assertThatThrownBy(() -> tree.open(PATH, 0, size(CONTENT.length())))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "%s/dumps/vendor/authors.json comes packed (Content-Encoding: %s), though it was asked for as it is. Switch that off on the server"
                .formatted(server.url(), coding));
  }

  @Test
  void aFolderInTheFilesPlaceIsNamed() {
    server.redirect("/dumps/vendor/authors.json", "/dumps/vendor/authors.json/");
    server.put("/dumps/vendor/authors.json/", "<html></html>");

    assertThatThrownBy(() -> tree.state(PATH))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "%1$s/dumps/vendor/authors.json is not a file: the server leads to %1$s/dumps/vendor/authors.json/. Put a file there, or correct 'delivery' in the table's definition"
                .formatted(server.url()));
  }

  @Test
  void checksumsAreAskedForAndTaken() throws IOException {
    server.put(
        "/dumps/vendor/authors.json",
        CONTENT,
        Map.of(
            "Repr-Digest", "sha-256=:" + Base64.getEncoder().encodeToString(new byte[32]) + ":"));

    assertThat(tree.checksum(PATH)).contains(new Checksum("SHA-256", "00".repeat(32)));
    assertThat(server.requests().get(0).header("Want-Repr-Digest")).isPresent();
  }

  @Test
  void aFolderHasWhatItsPageLinksTo() throws IOException {
    page(
        "/dumps/vendor/",
        "<a href='../'>..</a><a href='authors%20x.json'>a</a><a href='old/'>o</a>");

    assertThat(tree.list("vendor"))
        .containsExactly(new Entry("authors x.json", false), new Entry("old", true));
  }

  @Test
  void theRootCanBeListed() throws IOException {
    page("/dumps/", "<a href='vendor/'>vendor</a>");

    assertThat(tree.list("")).containsExactly(new Entry("vendor", true));
  }

  @Test
  void aFolderThatIsNotThereIsEmpty() throws IOException {
    assertThat(tree.list("vendor")).isEmpty();
  }

  @Test
  void aFolderThatIsNotShownIsTold() {
    server.answer("/dumps/vendor/", 403, Map.of());

    assertThatThrownBy(() -> tree.list("vendor"))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "%s/dumps/vendor/ does not show what is in it (403), so no pattern can be matched there. Have the server list its folders, or name the files without patterns"
                .formatted(server.url()));
  }

  @Test
  void whatIsNoPageIsNoList() {
    server.put("/dumps/vendor/", "[]", Map.of("Content-Type", "application/json"));

    assertThatThrownBy(() -> tree.list("vendor"))
        .isInstanceOf(LakeException.class)
        .hasMessageStartingWith(server.url() + "/dumps/vendor/ is no page with links, so");
  }

  @Test
  void redirectionsAreFollowed() throws IOException {
    server.redirect("/dumps/vendor/authors.json", "../../a");
    for (char step = 'a'; step < 'e'; step++) {
      server.redirect("/" + step, server.url() + "/" + (char) (step + 1));
    }
    server.put("/e", CONTENT);

    assertThat(tree.state(PATH)).contains(state(CONTENT));
    assertThat(read(tree, 5, state(CONTENT))).isEqualTo(CONTENT.substring(5));
  }

  @Test
  void tooManyRedirectionsAreTold() {
    server.redirect("/dumps/vendor/authors.json", "/a");
    for (char step = 'a'; step < 'f'; step++) {
      server.redirect("/" + step, "/" + (char) (step + 1));
    }
    server.put("/f", CONTENT);

    assertThatThrownBy(() -> tree.state(PATH))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "%s/e redirects more than 5 times, which is not followed. Correct 'url' of the source, or have the server mended"
                .formatted(server.url()));
  }

  @Test
  void aCircleIsNamed() {
    server.redirect("/dumps/vendor/authors.json", "/a?sig=geheim");
    server.redirect("/a", "/dumps/vendor/authors.json");

    assertThatThrownBy(() -> tree.state(PATH))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "%1$s/a?... redirects in a circle, back to %1$s/dumps/vendor/authors.json, which is not followed. Correct 'url' of the source, or have the server mended"
                .formatted(server.url()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/hostname", "ftp://elsewhere/x", "http:///x", ""})
  void redirectionsToNoWebServerAreTold(String location) {
    server.redirect("/dumps/vendor/authors.json", location);

    assertThatThrownBy(() -> tree.state(PATH))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("redirects ");
  }

  @Test
  void anotherServerDoesNotGetTheLogin() throws IOException {
    try (WebServer other = WebServer.start()) {
      other.put("/authors.json", CONTENT);
      server.redirect("/dumps/vendor/authors.json", other.url() + "/authors.json");
      HttpTree known =
          tree(server.url() + "/dumps", login -> Login.basic(login.base(), "bookreel", "geheim"));

      assertThat(known.state(PATH)).contains(state(CONTENT));

      assertThat(server.requests().get(0).header("Authorization")).isPresent();
      assertThat(other.requests().get(0).header("Authorization")).isEmpty();
      other.answer("/authors.json", 401, Map.of());
      assertThatThrownBy(() -> known.state(PATH))
          .hasMessage(
              "%s/authors.json answers 401: it wants a login, and is not the server that 'url' names, which alone gets one. Name it with 'url'"
                  .formatted(other.url()));
    }
  }

  @Test
  void aRedirectionMayHaveOddCharacters() throws IOException {
    server.put("/Ä b.json", CONTENT);
    server.on(
        "/dumps/vendor/authors.json",
        exchange -> {
          exchange
              .getResponseHeaders()
              .set(
                  "Location",
                  new String(
                      "/Ä b.json".getBytes(UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(301, -1);
        });

    assertThat(tree.state(PATH)).contains(state(CONTENT));
  }

  @Test
  void whoeverReadsLearnsThatItWasClosed() throws IOException {
    server.put("/dumps/vendor/authors.json", CONTENT);
    InputStream in = tree.open(PATH, 0, state(CONTENT));

    tree.close();

    assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> tree.state(PATH)).isInstanceOf(Exception.class);
  }

  private void withoutHead(String path, int status) {
    server.on(
        path,
        exchange -> {
          if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
          } else {
            server.serve(exchange);
          }
        });
  }

  private void page(String path, String html) {
    server.put(path, html, Map.of("Content-Type", "text/html"));
  }

  private static String read(HttpTree from, long offset, FileState as) throws IOException {
    try (InputStream in = from.open(PATH, offset, as)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static FileState state(String content) {
    return new FileState(
        OptionalLong.of(content.getBytes(UTF_8).length),
        Optional.of(TIME),
        Optional.of(WebServer.tag(content)));
  }

  private static FileState size(long bytes) {
    return new FileState(OptionalLong.of(bytes), Optional.empty(), Optional.empty());
  }

  private static HttpTree tree(String url, Login login) {
    return tree(url, address -> login);
  }

  private static HttpTree tree(String url, java.util.function.Function<HttpAddress, Login> login) {
    HttpAddress address = HttpAddress.parse(url, "", "");
    return new HttpTree(
        address, new Web(Optional.empty(), login.apply(address), Duration.ofSeconds(20)));
  }
}
