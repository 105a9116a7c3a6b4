package dev.bookreel.crypto;

import java.security.Provider;
import java.util.Optional;
import org.conscrypt.OpenSSLProvider;

/**
 * A library in C for what Java's own code is slow at until its second compiler has had it, which a
 * short process does without: it deciphers AES-GCM a hundred times as fast.
 */
public final class NativeCrypto {
  private static final Optional<Provider> PROVIDER = load();

  private NativeCrypto() {}

  /** The first call loads it. Empty where it does not run; then Java's own is to be taken. */
  public static Optional<Provider> provider() {
    return PROVIDER;
  }

  private static Optional<Provider> load() {
    try {
      return Optional.of(new OpenSSLProvider());
    } catch (UnsatisfiedLinkError | RuntimeException notHere) {
      return Optional.empty();
    }
  }
}
