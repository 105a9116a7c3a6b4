package dev.bookreel.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class S3OverTlsTest {
  private static final String PASSWORD = "changeit";
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";

  @TempDir(factory = TempDirFactory.Standard.class)
  Path folder;

  @AfterEach
  void trustWhomJavaTrusts() {
    System.clearProperty(TRUST_STORE);
    System.clearProperty(TRUST_STORE + "Password");
  }

  @Test
  void objectsAreWrittenAndReadFromWhomJavaTrusts() throws Exception {
    Path keys = keys("ip:127.0.0.1");
    trust(keys);
    try (S3Server server = S3Server.startSecure(keys, PASSWORD);
        S3Client client = server.connection().open()) {
      client.createBucket(it -> it.bucket("secret"));
      client.putObject(it -> it.bucket("secret").key("a"), RequestBody.fromString("content"));

      assertThat(client.getObjectAsBytes(it -> it.bucket("secret").key("a")).asUtf8String())
          .isEqualTo("content");
    }
  }

  @Test
  void whoIsUnknownIsRefused() throws Exception {
    try (S3Server server = S3Server.startSecure(keys("ip:127.0.0.1"), PASSWORD);
        S3Client client = server.connection().open()) {
      assertThatThrownBy(() -> client.createBucket(it -> it.bucket("secret")))
          .hasRootCauseInstanceOf(CertPathBuilderException.class);
    }
  }

  @Test
  void whoHasTheCertificateOfAnotherIsRefused() throws Exception {
    Path keys = keys("ip:127.0.0.2");
    trust(keys);
    try (S3Server server = S3Server.startSecure(keys, PASSWORD);
        S3Client client = server.connection().open()) {
      assertThatThrownBy(() -> client.createBucket(it -> it.bucket("secret")))
          .hasRootCauseInstanceOf(CertificateException.class)
          .hasStackTraceContaining("127.0.0.1");
    }
  }

  private void trust(Path keys) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "server",
        KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray()).getCertificate("server"));
    Path file = folder.resolve("trusted.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    System.setProperty(TRUST_STORE, file.toString());
    System.setProperty(TRUST_STORE + "Password", PASSWORD);
  }

  /** Keys and a certificate that vouches for itself. */
  private Path keys(String name) throws Exception {
    Path keys = folder.resolve("keys.p12");
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of("-genkeypair", "-alias", "server", "-keyalg", "EC"));
    command.addAll(List.of("-dname", "CN=test", "-ext", "san=" + name));
    command.addAll(List.of("-keystore", keys.toString(), "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return keys;
  }
}
