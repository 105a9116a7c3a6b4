package dev.bookreel.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.Optional;

/** Digests, by {@link NativeCrypto} where that is worth loading. */
public final class Digests {
  /** Java sums up as much while the library is loaded. */
  private static final long WORTH_LOADING_BYTES = 16_000_000;

  private Digests() {}

  /**
   * @param algorithm as Java names it
   * @param bytes about how many there will be to sum up
   */
  public static MessageDigest of(String algorithm, long bytes) throws NoSuchAlgorithmException {
    Optional<Provider> provider =
        bytes < WORTH_LOADING_BYTES ? Optional.empty() : NativeCrypto.provider();
    return provider.isPresent()
        ? MessageDigest.getInstance(algorithm, provider.get())
        : MessageDigest.getInstance(algorithm);
  }
}
