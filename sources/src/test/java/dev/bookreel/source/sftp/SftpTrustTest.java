package dev.bookreel.source.sftp;

import static dev.bookreel.source.remote.Deliveries.file;
import static dev.bookreel.source.remote.Deliveries.text;
import static dev.bookreel.source.remote.Deliveries.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.error.LakeException;
import dev.bookreel.source.Source;
import dev.bookreel.source.remote.Deliveries;
import dev.bookreel.source.remote.StandardError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom an SFTP source trusts, and how it shows who it is itself. */
class SftpTrustTest {
  private static final KeyPair ED25519 = TestSftpServer.key("ssh-ed25519", 256);
  private static final KeyPair ECDSA = TestSftpServer.key("ecdsa-sha2-nistp256", 256);
  private static final KeyPair RSA = TestSftpServer.key("ssh-rsa", 2048);
  private static final List<KeyPair> ALL = List.of(ECDSA, ED25519, RSA);

  private final SftpSourceKind kind = new SftpSourceKind();
  private final Path home;
  private final Path base;

  SftpTrustTest(@TempDir Path home, @TempDir Path base) {
    this.home = home;
    this.base = base;
  }

  @BeforeEach
  void aFile() throws IOException {
    Files.writeString(home.resolve("books.json"), "A");
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2"})
  void whicheverOfItsHostKeysIsKnownTheServerIsAskedForThatOne(int key) throws IOException {
    try (TestSftpServer server = TestSftpServer.with(home, ALL, List.of())) {
      knownHosts(server.knownHost(key));
      reads(settings(server));
      reads(given(server, PublicKeyEntry.toString(ALL.get(key).getPublic())));
    }
  }

  @Test
  void aHashedNameIsKnown() throws Exception {
    try (TestSftpServer server = TestSftpServer.of(home)) {
      String line = server.knownHost(0);
      String name = line.substring(0, line.indexOf(' '));
      byte[] salt = "twenty bytes of salt".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(salt, "HmacSHA1"));
      String hashed =
          "|1|%s|%s"
              .formatted(
                  Base64.getEncoder().encodeToString(salt),
                  Base64.getEncoder()
                      .encodeToString(
                          mac.doFinal(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
      knownHosts(hashed + line.substring(line.indexOf(' ')));
      reads(settings(server));
    }
  }

  @Test
  void anUnknownHostKeyIsRefusedWithTheLineThatWouldMakeItKnown() throws IOException {
    try (TestSftpServer server = TestSftpServer.of(home)) {
      knownHosts("elsewhere.example " + server.knownHost(0).split(" ", 2)[1]);
      Path file = base.resolve("known_hosts");
      refused(
          settings(server),
          "sftp://bookreel@127.0.0.1:%d/ shows a host key that %s does not have: ssh-ed25519 %s. Nothing was sent to it. Compare the fingerprint with what its owner says, then add this line to %s: %s"
              .formatted(
                  server.port(), file, server.fingerprint(), file, server.knownHost(0).strip()));

      knownHosts(server.knownHost(0));
      reads(settings(server));
    }
  }

  @Test
  void whereNoHostKeysAreKnownTheServerIsRefused() throws IOException {
    try (TestSftpServer server = TestSftpServer.of(home)) {
      assertThatThrownBy(() -> open(settings(server)))
          .isInstanceOf(LakeException.class)
          .hasMessageContaining(
              "that nobody vouches for, as there is no " + base.resolve("known_hosts"));
    }
  }

  @Test
  void aKeyOfAnotherPortOfTheHostIsNotIts() throws IOException {
    try (TestSftpServer server = TestSftpServer.of(home)) {
      knownHosts("127.0.0.1 " + server.knownHost(0).split(" ", 2)[1]);
      assertThatThrownBy(() -> open(settings(server)))
          .isInstanceOf(LakeException.class)
          .hasMessageContaining("does not have: ssh-ed25519");
    }
  }

  @Test
  void aChangedHostKeyIsRefusedLoudly() throws IOException {
    int port;
    try (TestSftpServer server = TestSftpServer.with(home, List.of(ED25519), List.of())) {
      knownHosts(server.knownHost(0));
      port = server.port();
      reads(settings(server));
    }
    KeyPair other = TestSftpServer.key("ssh-ed25519", 256);
    try (TestSftpServer server = TestSftpServer.at(port, home, List.of(other))) {
      refused(
          settings(server),
          "THE HOST KEY OF sftp://bookreel@127.0.0.1:%d/ HAS CHANGED: it shows ssh-ed25519 %s, but %s has ssh-ed25519 %s. Nothing was sent to it: somebody else may be answering. Only if its owner confirms the new fingerprint, remove the old key with: ssh-keygen -R '[127.0.0.1]:%d' -f '%s'"
              .formatted(
                  port,
                  server.fingerprint(),
                  base.resolve("known_hosts"),
                  HostKeys.fingerprint(ED25519.getPublic()),
                  port,
                  base.resolve("known_hosts")));
    }
    try (TestSftpServer server = TestSftpServer.at(port, home, List.of(ECDSA))) {
      assertThatThrownBy(() -> open(settings(server)))
          .isInstanceOf(LakeException.class)
          .hasMessageContaining("HAS CHANGED: it shows ecdsa-sha2-nistp256 ");
    }
  }

  @Test
  void aRevokedHostKeyIsRefused() throws IOException {
    try (TestSftpServer server = TestSftpServer.of(home)) {
      knownHosts(server.knownHost(0) + "@revoked " + server.knownHost(0));
      assertThatThrownBy(() -> open(settings(server)))
          .isInstanceOf(LakeException.class)
          .hasMessageContaining("calls revoked: ssh-ed25519 " + server.fingerprint());
    }
  }

  @Test
  void aGivenFingerprintIsTheOnlyKeyThatIsTrusted() throws IOException {
    try (TestSftpServer server = TestSftpServer.of(home)) {
      knownHosts(server.knownHost(0));
      reads(given(server, server.fingerprint()));
      reads(given(server, server.fingerprint() + "="));
      String other = HostKeys.fingerprint(RSA.getPublic());
      refused(
          given(server, other),
          "sftp://bookreel@127.0.0.1:%d/ shows another host key than host_key says: ssh-ed25519 %s instead of %s. Nothing was sent to it: somebody else may be answering. Ask who runs it, and correct host_key only if they confirm the new one"
              .formatted(server.port(), server.fingerprint(), other));
      refused(
          given(server, "MD5:12:34"),
          "host_key 'MD5:12:34' is neither a fingerprint nor a key. Write it like SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDUPWgcEwXT5YKKhV8, or like ssh-ed25519 AAAAC3...");
    }
  }

  @Test
  void checkingIsSwitchedOffOnlyExplicitlyAndWithAWarningEachTime() throws Exception {
    try (TestSftpServer server = TestSftpServer.of(home);
        StandardError printed = new StandardError()) {
      Map<String, String> settings =
          Map.of(
              "host",
              "127.0.0.1",
              "port",
              String.valueOf(server.port()),
              "user",
              TestSftpServer.USER,
              "insecure_any_host_key",
              "true");
      for (int time = 1; time <= 2; time++) {
        reads(settings);
        assertThat(printed.text().split("host key is not checked", -1)).hasSize(time + 1);
      }
      assertThat(printed.text()).contains("WARN").contains("insecure_any_host_key is set");
      refused(
          with(settings, "known_hosts", "known_hosts"),
          "'known_hosts', 'host_key' and 'insecure_any_host_key' exclude each other. Leave one of them");
    }
  }

  @Test
  void aRefusedLoginIsNamedWithoutThePassword() throws IOException {
    try (TestSftpServer server = TestSftpServer.of(home)) {
      knownHosts(server.knownHost(0));
      assertThatThrownBy(
              () ->
                  kind.open(
                      Deliveries.source(
                          "sftp", settings(server), Map.of("password", "the wrong one")),
                      base))
          .isInstanceOf(LakeException.class)
          .hasMessageStartingWith(
              "sftp://bookreel@127.0.0.1:%d/ refuses the login of 'bookreel': ", server.port())
          .hasMessageEndingWith("Correct 'user', and 'password' or 'key_file', of the source")
          .hasMessageNotContaining("the wrong one");
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2"})
  void aKeyFileLetsIn(int key) throws Exception {
    KeyPair pair = ALL.get(key);
    keyFile(pair, null);
    try (TestSftpServer server =
        TestSftpServer.with(home, List.of(ED25519), List.of(pair.getPublic()))) {
      knownHosts(server.knownHost(0));
      try (Source source = withKey(server, Map.of())) {
        assertThat(text(file(source, "books.json"))).isEqualTo("A");
      }
    }
  }

  @Test
  void anEncryptedKeyFileNeedsItsPassphrase() throws Exception {
    keyFile(ED25519, "opens it");
    try (TestSftpServer server =
        TestSftpServer.with(home, List.of(ECDSA), List.of(ED25519.getPublic()))) {
      knownHosts(server.knownHost(0));
      try (Source source = withKey(server, Map.of("key_passphrase", "opens it"))) {
        assertThat(text(file(source, "books.json"))).isEqualTo("A");
      }
      for (Map<String, String> wrong :
          List.of(Map.<String, String>of(), Map.of("key_passphrase", "does not"))) {
        assertThatThrownBy(() -> withKey(server, wrong))
            .isInstanceOf(LakeException.class)
            .hasMessageStartingWith("Cannot read a private key from %s: ", base.resolve("id_test"))
            .hasMessageEndingWith(
                ". Name a key with 'key_file', and give its passphrase, if it has one, with 'key_passphrase'")
            .hasMessageNotContaining("does not");
      }
    }
  }

  @Test
  void aMissingKeyFileIsNamed() throws Exception {
    try (TestSftpServer server = TestSftpServer.of(home)) {
      knownHosts(server.knownHost(0));
      assertThatThrownBy(() -> withKey(server, Map.of()))
          .isInstanceOf(LakeException.class)
          .hasMessageContaining("%s: it does not exist", base.resolve("id_test"));
    }
  }

  @Test
  void aLocationWithoutAUserIsRefused() {
    refused(
        Map.of("host", "sftp.example"),
        "sftp://sftp.example/ names no user. Write sftp://user@host/path");
  }

  private void keyFile(KeyPair pair, @org.jspecify.annotations.Nullable String passphrase)
      throws Exception {
    OpenSSHKeyEncryptionContext encryption = null;
    if (passphrase != null) {
      encryption = new OpenSSHKeyEncryptionContext();
      encryption.setPassword(passphrase);
      encryption.setCipherName("AES");
      encryption.setCipherMode("CTR");
      encryption.setCipherType("256");
    }
    try (OutputStream out = Files.newOutputStream(base.resolve("id_test"))) {
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "test", encryption, out);
    }
  }

  private Source withKey(TestSftpServer server, Map<String, String> secrets) throws IOException {
    return kind.open(
        Deliveries.source("sftp", with(settings(server), "key_file", "id_test"), secrets), base);
  }

  private void knownHosts(String lines) throws IOException {
    Files.writeString(base.resolve("known_hosts"), lines);
  }

  private void reads(Map<String, String> settings) throws IOException {
    try (Source source = open(settings)) {
      assertThat(text(file(source, "books.json"))).isEqualTo("A");
    }
  }

  private void refused(Map<String, String> settings, String message) {
    assertThatThrownBy(() -> open(settings)).isInstanceOf(LakeException.class).hasMessage(message);
  }

  private Source open(Map<String, String> settings) throws IOException {
    return kind.open(
        Deliveries.source("sftp", settings, Map.of("password", TestSftpServer.PASSWORD)), base);
  }

  private static Map<String, String> given(TestSftpServer server, String key) {
    return Map.of(
        "host",
        "127.0.0.1",
        "port",
        String.valueOf(server.port()),
        "user",
        TestSftpServer.USER,
        "host_key",
        key,
        "timeout",
        "5s");
  }

  private static Map<String, String> settings(TestSftpServer server) {
    return Map.of(
        "host", "127.0.0.1",
        "port", String.valueOf(server.port()),
        "user", TestSftpServer.USER,
        "known_hosts", "known_hosts",
        "timeout", "5s");
  }
}
