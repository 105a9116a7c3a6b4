package dev.bookreel.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.source.Checksum;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class DigestingTest {
  private static final int BUFFER =
      new Digesting(OptionalLong.of(0), Optional.empty()).buffer().length;

  @Test
  void sumsAreRightWhateverTheSizeAndWhatIsKnownOfIt() {
    for (int size : List.of(0, 1, BUFFER, 8 * BUFFER - 1, 8 * BUFFER, 8 * BUFFER + 1, 20_000_000)) {
      byte[] content = new byte[size];
      new Random(size).nextBytes(content);
      List<Optional<Checksum>> promises = new ArrayList<>(List.of(Optional.empty()));
      for (String algorithm : List.of("SHA-256", "MD5", "CRC32C")) {
        promises.add(Optional.of(new Checksum(algorithm, "")));
      }
      for (Optional<Checksum> promised : promises) {
        for (OptionalLong known : List.of(OptionalLong.of(size), OptionalLong.empty())) {
          Digesting.Sums sums = sums(content, known, promised);

          assertThat(sums.sha256()).isEqualTo(hex("SHA-256", content));
          assertThat(sums.compared()).isEqualTo(promised.map(it -> hex(it.algorithm(), content)));
        }
      }
    }
  }

  private static Digesting.Sums sums(
      byte[] content, OptionalLong known, Optional<Checksum> promised) {
    try (Digesting digesting = new Digesting(known, promised)) {
      for (int from = 0; from < content.length; from += BUFFER) {
        byte[] buffer = digesting.buffer();
        int length = Math.min(BUFFER, content.length - from);
        System.arraycopy(content, from, buffer, 0, length);
        digesting.update(length);
      }
      return digesting.end();
    }
  }

  private static String hex(String algorithm, byte[] content) {
    if (algorithm.equals("CRC32C")) {
      var sum = new CRC32C();
      sum.update(content);
      return HexFormat.of().toHexDigits((int) sum.getValue());
    }
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
