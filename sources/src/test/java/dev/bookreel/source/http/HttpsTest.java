package dev.bookreel.source.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.error.LakeException;
import dev.bookreel.source.FileState;
import dev.bookreel.tls.TlsTrust;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsTest {
  private static final String CONTENT = "[{\"name\": \"Ann\"}]\n";

  @TempDir static Path folder;

  private static Certificate certificate;
  private static WebServer server;

  @BeforeAll
  static void start() throws Exception {
    certificate = Certificate.of("ip:127.0.0.1", folder);
    server = WebServer.start(certificate.context());
    server.put("/authors.json", CONTENT);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aServerThatTheNamedAuthorityVouchesForIsBelieved() throws IOException {
    HttpTree tree = tree(server, Optional.of(TlsTrust.ofFile(certificate.pem()).context()));

    FileState state = tree.state("authors.json").orElseThrow();

    assertThat(tree.open("authors.json", 5, state).readAllBytes())
        .asString(UTF_8)
        .isEqualTo(CONTENT.substring(5));
  }

  @Test
  void aServerThatNobodyKnownVouchesForIsRefusedForGood() {
    assertThatThrownBy(() -> tree(server, Optional.empty()).state("authors.json"))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "The certificate of %s is not to be trusted: unable to find valid certification path to requested target. If the server has an authority of its own, name the authority's certificate with 'ca_file'"
                .formatted(server.url().substring(8)));
  }

  @Test
  void aCertificateOfAnotherHostIsRefusedForGood() throws Exception {
    Certificate other = Certificate.of("dns:elsewhere.example", folder);
    try (WebServer pretending = WebServer.start(other.context())) {
      assertThatThrownBy(
              () ->
                  tree(pretending, Optional.of(TlsTrust.ofFile(other.pem()).context()))
                      .state("authors.json"))
          .isInstanceOf(LakeException.class)
          .hasMessageContaining(
              "is not to be trusted: No subject alternative names matching IP address 127.0.0.1");
      pretending.put("/authors.json", CONTENT);
      assertThat(
              tree(pretending, Optional.of(TlsTrust.ofAnybody().context())).state("authors.json"))
          .isPresent();
    }
  }

  @Test
  void aWayIntoTheOpenIsNotFollowed() {
    try (WebServer open = WebServer.start()) {
      open.put("/authors.json", CONTENT);
      server.redirect("/moved.json", open.url() + "/authors.json");

      assertThatThrownBy(
              () ->
                  tree(server, Optional.of(TlsTrust.ofFile(certificate.pem()).context()))
                      .state("moved.json"))
          .isInstanceOf(LakeException.class)
          .hasMessage(
              "%s/moved.json redirects to %s/authors.json, where others can listen in, which is not followed. Correct 'url' of the source, or have the server mended"
                  .formatted(server.url(), open.url()));
      assertThat(open.asked()).isEmpty();
    }
  }

  private static HttpTree tree(WebServer of, Optional<SSLContext> trust) {
    return new HttpTree(
        HttpAddress.parse(of.url(), "", ""), new Web(trust, Login.NONE, Duration.ofSeconds(20)));
  }
}
