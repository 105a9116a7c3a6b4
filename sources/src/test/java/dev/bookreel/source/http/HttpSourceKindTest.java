package dev.bookreel.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.Secret;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.error.LakeException;
import dev.bookreel.source.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSourceKindTest {
  private final List<String> warnings = new ArrayList<>();
  private final HttpSourceKind kind = new HttpSourceKind(warnings::add);

  @TempDir Path base;

  @ParameterizedTest
  @ValueSource(strings = {"http://vendor.example", "https://vendor.example/dumps", "HTTPS://x/"})
  void urlsAreUnderstood(String location) {
    assertThat(kind.understands(location)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https:/x", "ftp://x", "samples/http://x", "s3://x"})
  void nothingElseIsUnderstood(String location) {
    assertThat(kind.understands(location)).isFalse();
  }

  @Test
  void aLocationMayNameWhoLogsIn() {
    assertThat(kind.settingsOf("https://vendor.example/dumps"))
        .isEqualTo(Map.of("url", "https://vendor.example/dumps"));
    assertThat(kind.settingsOf("https://j%C3%BCrgen@vendor.example/a@b/{date}"))
        .isEqualTo(Map.of("url", "https://vendor.example/a@b/{date}", "user", "jürgen"));
  }

  @Test
  void aPasswordInALocationIsRefusedAndNotRepeated() {
    assertThatThrownBy(() -> kind.settingsOf("https://bookreel:geheim@vendor.example/dumps"))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "Cannot fetch --from: 'https://vendor.example/dumps' comes with a password in it. Leave it out, and set the environment variable BOOKREEL_FROM_PASSWORD");
    assertThatThrownBy(() -> open(Map.of("url", "https://bookreel:geheim@vendor.example/dumps")))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "Cannot open http source 'nightly': 'https://vendor.example/dumps' comes with a password in it. Leave it out, and give the source a 'password'");
  }

  @ParameterizedTest
  @CsvSource({
    "https://vendor.example/dumps/, https://vendor.example/dumps",
    "HTTPS://Vendor.Example:8443//a//B, https://vendor.example:8443/a/B",
    "http://vendor.example, http://vendor.example",
    "https://vendor.example/a b/Ä, https://vendor.example/a%20b/%C3%84",
    "https://vendor.example/a%20b, https://vendor.example/a%20b",
    "https://vendor.example/dumps/{date}/x*, https://vendor.example/dumps"
  })
  void theLocationIsTheUrlInOneWayOfWriting(String url, String location) {
    try (Source source = open(Map.of("url", url))) {
      assertThat(source.location()).isEqualTo(location);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vendor.example/dumps, is no http or https URL",
    "https://, is no http or https URL",
    "https:///dumps, is no http or https URL",
    "https://vendor.example/100%, is no http or https URL",
    "https://vendor.example/dumps?key=1, has a '?' or '#'",
    "https://vendor.example/dumps#1, has a '?' or '#'",
    "https://vendor.example/{date}/100%, has a '%' that encodes nothing"
  })
  void whatIsNoUrlIsNamed(String url, String problem) {
    assertThatThrownBy(() -> open(Map.of("url", url)))
        .isInstanceOf(LakeException.class)
        .hasMessageStartingWith(
            "Cannot open http source 'nightly': '%s' %s"
                .formatted(url.replaceFirst("(?<=[?#]).*", "..."), problem));
  }

  @ParameterizedTest
  @CsvSource({
    "bookreel, , , user",
    ", geheim, , password",
    "bookreel, geheim, abc, 'user, password, token'",
    "bookreel, , abc, 'user, token'",
    ", geheim, abc, 'password, token'"
  })
  void aLoginIsWholeOrNoneIsGiven(String user, String password, String token, String given) {
    Map<String, String> settings = new TreeMap<>(Map.of("url", "https://vendor.example"));
    Map<String, Secret> secrets = new TreeMap<>();
    Optional.ofNullable(user).ifPresent(it -> settings.put("user", it));
    Optional.ofNullable(password).ifPresent(it -> secrets.put("password", new Secret(it)));
    Optional.ofNullable(token).ifPresent(it -> secrets.put("token", new Secret(it)));

    assertThatThrownBy(() -> open(settings, secrets))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "Cannot open http source 'nightly': a login is 'user' with 'password', or 'token' alone. There are: "
                + given);
  }

  @Test
  void whatNoHeaderCanHoldIsToldAndNotShown() {
    for (String token : List.of("ge heim", "geheim\nX-Other: 1")) {
      assertThatThrownBy(
              () ->
                  open(Map.of("url", "https://vendor.example"), Map.of("token", new Secret(token))))
          .isInstanceOf(LakeException.class)
          .hasMessage(
              "Cannot open http source 'nightly': 'token' has a ' ' or a control character in it, which cannot be sent. Correct it");
    }
    assertThatThrownBy(
            () ->
                open(
                    Map.of("url", "https://vendor.example", "user", "a:b"),
                    Map.of("password", new Secret("geheim"))))
        .hasMessage(
            "Cannot open http source 'nightly': 'user' has a ':' or a control character in it, which cannot be sent. Correct it");
  }

  @Test
  void aLoginInPlainTextTakesAWordAndWarnsEachTime() {
    Map<String, Secret> secrets = Map.of("token", new Secret("abc"));

    assertThatThrownBy(() -> open(Map.of("url", "http://vendor.example/dumps"), secrets))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "Cannot open http source 'nightly': http://vendor.example/dumps is plain http, where others can read the login on its way. Use https, or set 'insecure_login: true' if the network is your own");
    assertThat(warnings).isEmpty();

    Map<String, String> settings =
        Map.of("url", "http://vendor.example/dumps", "insecure_login", "true");
    open(settings, secrets).close();
    open(settings, secrets).close();
    assertThat(warnings)
        .hasSize(2)
        .containsOnly(
            "http source 'nightly': the login goes to http://vendor.example/dumps in plain text, for 'insecure_login' is set");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://vendor.example",
        "http://127.0.0.1:8080",
        "http://localhost",
        "http://[::1]:80"
      })
  void aLoginThatNobodyCanReadNeedsNoWord(String url) {
    open(Map.of("url", url), Map.of("token", new Secret("abc"))).close();

    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1.vendor.example", "http://localhost.vendor.example"})
  void aNameThatLooksLikeThisMachinesIsNotThisMachine(String url) {
    assertThatThrownBy(() -> open(Map.of("url", url), Map.of("token", new Secret("abc"))))
        .hasMessageContaining("is plain http");
  }

  @Test
  void trustingEverybodyWarns() {
    open(Map.of("url", "https://vendor.example", "insecure_any_certificate", "true")).close();

    assertThat(warnings)
        .containsExactly(
            "http source 'nightly': anybody can pretend to be https://vendor.example, for 'insecure_any_certificate' is set");
  }

  @Test
  void anAuthorityAndTrustingEverybodyDoNotFit() {
    assertThatThrownBy(
            () ->
                open(
                    Map.of(
                        "url",
                        "https://x",
                        "insecure_any_certificate",
                        "true",
                        "ca_file",
                        "authority.pem")))
        .hasMessage(
            "Cannot open http source 'nightly': there are both 'ca_file' and 'insecure_any_certificate'. Remove one of them");
  }

  @Test
  void aFileWithoutAuthoritiesIsNamed() throws Exception {
    Files.writeString(base.resolve("none.pem"), "");
    Files.writeString(base.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nxx\n");

    for (String file : List.of("none.pem", "broken.pem", "missing.pem")) {
      assertThatThrownBy(() -> open(Map.of("url", "https://x", "ca_file", file)))
          .isInstanceOf(LakeException.class)
          .hasMessageStartingWith(
              "Cannot open http source 'nightly': 'ca_file' %s cannot be read: "
                  .formatted(base.resolve(file)))
          .hasMessageEndingWith("Name a file with the authority's certificates in PEM form");
    }
  }

  @Test
  void noTimeAtAllIsNoTimeout() {
    assertThatThrownBy(() -> open(Map.of("url", "https://x", "timeout", "0 s")))
        .hasMessage(
            "Cannot open http source 'nightly': 'timeout' is 0. Give a time in which an answer can come, such as 30 s");
  }

  private Source open(Map<String, String> settings) {
    return open(settings, Map.of());
  }

  private Source open(Map<String, String> settings, Map<String, Secret> secrets) {
    return kind.open(
        new SourceDefinition(
            "nightly",
            "http",
            settings,
            secrets,
            Map.of(),
            List.of(),
            Optional.empty(),
            Optional.empty()),
        base);
  }
}
