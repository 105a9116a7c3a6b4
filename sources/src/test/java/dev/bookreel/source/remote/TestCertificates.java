package dev.bookreel.source.remote;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority of the tests' own, and certificates that it or nobody signed. */
public final class TestCertificates {
  /** Of the key stores. */
  public static final String PASSWORD = "of the tests";

  private static final Duration DAY = Duration.ofDays(1);

  private final Path folder;
  private final KeyPair authorityKeys = keys();
  private final X509Certificate authority;

  /**
   * @param folder where files are written
   */
  public TestCertificates(Path folder) {
    this.folder = folder;
    this.authority = certificate("CN=Authority of the tests", authorityKeys, null, DAY, true);
  }

  /** The authority's certificate, in PEM form. */
  public Path authority() throws IOException {
    String body = Base64.getMimeEncoder().encodeToString(encoded(authority));
    return Files.writeString(
        folder.resolve("authority.pem"),
        "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n".formatted(body));
  }

  /** A key store for a server of this name, signed by the authority. */
  public Path signed(String host) throws IOException {
    return store(host, DAY, false);
  }

  /** The same, but its time is over. */
  public Path expired(String host) throws IOException {
    return store(host, DAY.negated(), false);
  }

  /** The same, but signed by itself. */
  public Path selfSigned(String host) throws IOException {
    return store(host, DAY, true);
  }

  private Path store(String host, Duration validFor, boolean alone) throws IOException {
    try {
      KeyPair keys = keys();
      X509Certificate own = certificate("CN=server", keys, host, validFor, alone);
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      Certificate[] chain = alone ? new Certificate[] {own} : new Certificate[] {own, authority};
      store.setKeyEntry("server", keys.getPrivate(), PASSWORD.toCharArray(), chain);
      Path file = Files.createTempFile(folder, "server", ".p12");
      try (OutputStream out = Files.newOutputStream(file)) {
        store.store(out, PASSWORD.toCharArray());
      }
      return file;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate certificate(
      String subject,
      KeyPair keys,
      @org.jspecify.annotations.Nullable String host,
      Duration validFor,
      boolean alone) {
    Instant now = Instant.now();
    X500Principal name = new X500Principal(subject);
    X500Principal issuer = alone ? name : authority.getSubjectX500Principal();
    PrivateKey signer = alone ? keys.getPrivate() : authorityKeys.getPrivate();
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer,
              BigInteger.valueOf(now.toEpochMilli()),
              Date.from(now.minus(DAY.multipliedBy(2))),
              Date.from(now.plus(validFor)),
              name,
              keys.getPublic());
      if (host == null) {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      } else {
        int kind = host.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName;
        builder.addExtension(
            Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(kind, host)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
