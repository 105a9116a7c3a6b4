package dev.bookreel.source.http;

import dev.bookreel.error.LakeException;
import dev.bookreel.file.IoReason;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Whose certificates are believed. */
final class Trust {
  private Trust() {}

  /**
   * Those that the authorities of a file vouch for, and no others.
   *
   * @param opening begins messages
   * @throws LakeException if the file holds none
   */
  static SSLContext in(Path file, String opening) {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> authorities =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (authorities.isEmpty()) {
        throw noCertificate(file, opening, "it is empty", null);
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate authority : authorities) {
        store.setCertificateEntry("authority-" + store.size(), authority);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return context(factory.getTrustManagers());
    } catch (IOException e) {
      throw noCertificate(file, opening, IoReason.of(e), e);
    } catch (CertificateException e) {
      throw noCertificate(file, opening, String.valueOf(e.getMessage()), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java lacks what every Java has", e);
    }
  }

  /** Anybody's. */
  static SSLContext blind() {
    try {
      return context(new Blind());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java lacks what every Java has", e);
    }
  }

  private static SSLContext context(TrustManager... managers) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers, null);
    return context;
  }

  private static LakeException noCertificate(
      Path file, String opening, String reason, @org.jspecify.annotations.Nullable Exception e) {
    return new LakeException(
        "%s: 'ca_file' %s cannot be read: %s. Name a file with the authority's certificates in PEM form"
            .formatted(opening, file, reason),
        e);
  }

  /** Believes everything, hosts' names too: only those that it extends are not asked for them. */
  private static final class Blind extends X509ExtendedTrustManager {
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
}
