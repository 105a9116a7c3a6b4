package dev.bookreel.source.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.source.Checksum;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestsTest {
  private static final Optional<Checksum> SHA_256 = sum("SHA-256");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha-256=:%s:",
        "sha-256=:%s:;note=1",
        "sha-512=:AA==:, sha-256=:%s:",
        " SHA-256=:%s: , md5=:AA==:"
      })
  void aDigestOfTheRepresentationIsRead(String header) {
    assertThat(of("Repr-Digest", header.formatted(base64("SHA-256")))).isEqualTo(SHA_256);
  }

  @Test
  void anOlderDigestIsRead() {
    assertThat(of("Digest", "SHA-256=" + base64("SHA-256") + ",unixsum=30637")).isEqualTo(SHA_256);
    assertThat(of("Digest", "sha-512=" + base64("SHA-512"))).isEqualTo(sum("SHA-512"));
    assertThat(of("Digest", "MD5=" + base64("MD5"))).isEqualTo(sum("MD5"));
    assertThat(of("Content-MD5", base64("MD5"))).isEqualTo(sum("MD5"));
  }

  @Test
  void theStrongestThatCostsNothingMoreIsTaken() {
    assertThat(
            Digests.of(
                answer(
                    Map.of(
                        "Content-MD5", List.of(base64("MD5")),
                        "Digest", List.of("SHA-512=" + base64("SHA-512")),
                        "Repr-Digest", List.of("sha-256=:" + base64("SHA-256") + ":")))))
        .isEqualTo(SHA_256);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "sha-256", "sha-256=", "sha-256=:AAAA:", "sha-256=:?:", "crc=:AA==:", "="})
  void whatIsNoDigestSaysNothing(String header) {
    assertThat(of("Repr-Digest", header)).isEmpty();
  }

  private static Optional<Checksum> of(String header, String value) {
    return Digests.of(answer(Map.of(header, List.of(value))));
  }

  private static Answer answer(Map<String, List<String>> headers) {
    return new Answer(
        URI.create("http://vendor.example/a"),
        200,
        HttpHeaders.of(headers, (name, value) -> true),
        new Body(Duration.ofSeconds(1), () -> {}));
  }

  private static Optional<Checksum> sum(String algorithm) {
    return Optional.of(new Checksum(algorithm, HexFormat.of().formatHex(digest(algorithm))));
  }

  private static String base64(String algorithm) {
    return Base64.getEncoder().encodeToString(digest(algorithm));
  }

  private static byte[] digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm).digest("content".getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
