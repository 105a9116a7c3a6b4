package dev.bookreel.file;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import org.conscrypt.OpenSSLProvider;
import org.jspecify.annotations.Nullable;

/**
 * Digests at the processor's speed. Java's own are slow until its second compiler has had them,
 * which a short process does without; a library in C is not, but takes a while to load.
 */
public final class Digests {
  /** Java sums up as much while the library is loaded. */
  private static final long WORTH_LOADING_BYTES = 16_000_000;

  private Digests() {}

  /**
   * @param algorithm as Java names it
   * @param bytes about how many there will be to sum up
   */
  public static MessageDigest of(String algorithm, long bytes) throws NoSuchAlgorithmException {
    Provider provider = bytes < WORTH_LOADING_BYTES ? null : Native.PROVIDER;
    return provider == null
        ? MessageDigest.getInstance(algorithm)
        : MessageDigest.getInstance(algorithm, provider);
  }

  /** Loaded when there is much to sum up; null where the library does not run. */
  private static final class Native {
    private static final @Nullable Provider PROVIDER = load();

    private static @Nullable Provider load() {
      try {
        return new OpenSSLProvider();
      } catch (UnsatisfiedLinkError | RuntimeException notHere) {
        return null;
      }
    }
  }
}
