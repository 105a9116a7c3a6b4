package dev.bookreel.source.http;

import dev.bookreel.source.Checksum;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Checksums of whole files in the headers of an answer. */
final class Digests {
  /** The first is taken: what is read is summed up by SHA-256 in any case. */
  private static final List<Algorithm> KNOWN =
      List.of(
          new Algorithm("sha-256", "SHA-256", 32),
          new Algorithm("sha-512", "SHA-512", 64),
          new Algorithm("md5", "MD5", 16));

  private Digests() {}

  private record Algorithm(String header, String java, int bytes) {}

  /** {@code Repr-Digest} (RFC 9530), {@code Digest} (RFC 3230) or {@code Content-MD5}. */
  static Optional<Checksum> of(Answer answer) {
    Map<String, String> offered = new HashMap<>();
    answer.header("Content-MD5").ifPresent(md5 -> offered.put("md5", md5));
    collect(answer, "Digest", offered);
    collect(answer, "Repr-Digest", offered);
    return KNOWN.stream()
        .flatMap(it -> checksum(it, offered.getOrDefault(it.header(), "")).stream())
        .findFirst();
  }

  private static void collect(Answer answer, String header, Map<String, String> offered) {
    for (String value : String.join(",", answer.headers().allValues(header)).split(",", -1)) {
      int equals = value.indexOf('=');
      if (equals > 0) {
        String sum = value.substring(equals + 1).strip();
        // A structured field has its bytes between colons, and perhaps parameters behind them.
        String bare = sum.startsWith(":") ? sum.substring(1).split(":", 2)[0] : sum;
        offered.put(value.substring(0, equals).strip().toLowerCase(Locale.ROOT), bare);
      }
    }
  }

  /** What is no sum of that length says nothing. */
  private static Optional<Checksum> checksum(Algorithm algorithm, String base64) {
    try {
      byte[] sum = Base64.getDecoder().decode(base64);
      return sum.length == algorithm.bytes()
          ? Optional.of(new Checksum(algorithm.java(), HexFormat.of().formatHex(sum)))
          : Optional.empty();
    } catch (IllegalArgumentException noBase64) {
      return Optional.empty();
    }
  }
}
