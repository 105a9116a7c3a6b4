package dev.bookreel.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestsTest {

  @ParameterizedTest
  @ValueSource(strings = {"SHA-256", "MD5"})
  void smallAndLargeContentIsSummedUpAlike(String algorithm) throws NoSuchAlgorithmException {
    MessageDigest small = Digests.of(algorithm, 0);
    MessageDigest large = Digests.of(algorithm, 1_000_000_000);
    byte[] bytes = new byte[100_003];
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      random.nextBytes(bytes);
      small.update(bytes, i, bytes.length - i);
      large.update(bytes, i, bytes.length - i);
    }

    assertThat(large.getProvider().getName()).isNotEqualTo(small.getProvider().getName());
    assertThat(HexFormat.of().formatHex(large.digest()))
        .isEqualTo(HexFormat.of().formatHex(small.digest()));
  }
}
