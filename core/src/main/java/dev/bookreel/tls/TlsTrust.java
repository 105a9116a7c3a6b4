package dev.bookreel.tls;

import dev.bookreel.crypto.NativeCrypto;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.IoReason;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.CertPathBuilderException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Which certificates of servers are believed. */
public final class TlsTrust {
  private final TrustManager[] managers;
  private final boolean checking;

  private TlsTrust(TrustManager[] managers, boolean checking) {
    this.managers = managers;
    this.checking = checking;
  }

  /** Those of the authorities that Java knows. */
  public static TlsTrust ofJava() {
    try {
      return new TlsTrust(managers(null), true);
    } catch (GeneralSecurityException e) {
      throw new LakeException(
          "Cannot read the authorities that this Java trusts: %s".formatted(e.getMessage()), e);
    }
  }

  /**
   * Only those of the authorities in a file.
   *
   * @param file certificates in PEM form
   * @throws LakeException if it cannot be read or has none
   */
  public static TlsTrust ofFile(Path file) {
    return ofFile(
        file,
        why ->
            "Cannot read certificates from %s: %s. Name with 'ca_file' a file in PEM form, with lines that begin with -----BEGIN CERTIFICATE-----"
                .formatted(file, why));
  }

  /**
   * Only those of the authorities in a file.
   *
   * @param file certificates in PEM form
   * @param message made of the reason why there are none
   * @throws LakeException with that message if it cannot be read or has none
   */
  public static TlsTrust ofFile(Path file, UnaryOperator<String> message) {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> authorities =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (authorities.isEmpty()) {
        throw new LakeException(message.apply("it has none"));
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate authority : authorities) {
        store.setCertificateEntry(String.valueOf(store.size()), authority);
      }
      return new TlsTrust(managers(store), true);
    } catch (IOException e) {
      throw new LakeException(message.apply(IoReason.of(e)), e);
    } catch (GeneralSecurityException e) {
      throw new LakeException(message.apply(String.valueOf(e.getMessage())), e);
    }
  }

  /** Java's own, which also check names; whose authorities are its own too if none are given. */
  private static TrustManager[] managers(@Nullable KeyStore authorities)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return new TrustManager[] {new WithJavasWords(extended)};
      }
    }
    throw new GeneralSecurityException("it has nothing that checks certificates");
  }

  /** Any at all: who is in between can read and change everything. */
  public static TlsTrust ofAnybody() {
    return new TlsTrust(new TrustManager[] {new Anybody()}, false);
  }

  /** Whether certificates, and the names in them, are to be checked. */
  public boolean isChecking() {
    return checking;
  }

  /** A new context, which shares no sessions with others. */
  public SSLContext context() {
    try {
      Optional<Provider> provider = NativeCrypto.provider();
      SSLContext context =
          provider.isPresent()
              ? SSLContext.getInstance("TLS", provider.get())
              : SSLContext.getInstance("TLS");
      context.init(null, managers, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new LakeException("This Java cannot do TLS: %s".formatted(e.getMessage()), e);
    }
  }

  /** What is wrong with the other side's certificate, if that is why a handshake failed. */
  public static Optional<String> complaint(Throwable failure) {
    Throwable deepest = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException) {
        return Optional.of("its certificate has expired (" + cause.getMessage() + ")");
      }
      if (cause instanceof CertificateNotYetValidException) {
        return Optional.of("its certificate is not valid yet (" + cause.getMessage() + ")");
      }
      if (cause instanceof CertPathBuilderException) {
        return Optional.of("nobody who is trusted here signed its certificate");
      }
      if (cause instanceof CertificateException) {
        deepest = cause;
      }
    }
    return Optional.ofNullable(deepest)
        .map(cause -> "its certificate is not its own (" + cause.getMessage() + ")");
  }

  /** Extended, for else Java would check the names itself. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /**
   * What Conscrypt calls GENERIC, a key exchange of TLS 1.3, Java calls UNKNOWN, and refuses every
   * certificate that says what it is for if it hears another word.
   */
  private static final class WithJavasWords extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager java;

    private WithJavasWords(X509ExtendedTrustManager java) {
      this.java = java;
    }

    private static String word(String type) {
      return type.equals("GENERIC") ? "UNKNOWN" : type;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      java.checkClientTrusted(chain, word(type));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      java.checkClientTrusted(chain, word(type), socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      java.checkClientTrusted(chain, word(type), engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      java.checkServerTrusted(chain, word(type));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      java.checkServerTrusted(chain, word(type), socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      java.checkServerTrusted(chain, word(type), engine);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return java.getAcceptedIssuers();
    }
  }
}
