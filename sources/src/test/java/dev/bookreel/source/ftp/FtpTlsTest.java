package dev.bookreel.source.ftp;

import static dev.bookreel.source.remote.Deliveries.file;
import static dev.bookreel.source.remote.Deliveries.files;
import static dev.bookreel.source.remote.Deliveries.text;
import static dev.bookreel.source.remote.Deliveries.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.error.LakeException;
import dev.bookreel.source.Source;
import dev.bookreel.source.remote.Deliveries;
import dev.bookreel.source.remote.StandardError;
import dev.bookreel.source.remote.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** FTP over TLS, against Apache's FTP server and one that tells of its sessions. */
class FtpTlsTest {
  private static final String HOST = "127.0.0.1";

  private final FtpSourceKind kind = new FtpSourceKind();
  private final Path home;
  private final TestCertificates certificates;

  FtpTlsTest(@TempDir Path home, @TempDir Path keys) {
    this.home = home;
    this.certificates = new TestCertificates(keys);
  }

  @BeforeEach
  void aFile() throws IOException {
    Files.writeString(home.resolve("books.json"), "A".repeat(100_000));
  }

  @ParameterizedTest
  @CsvSource({"explicit,TLSv1.3", "explicit,TLSv1.2", "implicit,TLSv1.3", "implicit,TLSv1.2"})
  void commandsAndTransfersAreEncrypted(String tls, String protocol) throws Exception {
    Path store = certificates.signed(HOST);
    TestFtpServer.Builder builder = TestFtpServer.of(home).protocol(protocol);
    try (TestFtpServer server =
            (tls.equals("explicit") ? builder.explicitTls(store) : builder.implicitTls(store))
                .start();
        Source source = open(settings(server.port(), tls))) {
      assertThat(text(file(source, "*.json"))).hasSize(100_000);
      assertThat(text(file(source, "books.json"), 99_999)).isEqualTo("A");
      assertThat(server.commands()).contains("PBSZ 0", "PROT P");
      assertThat(source.location())
          .isEqualTo(
              "%s://bookreel@127.0.0.1:%d/",
              tls.equals("explicit") ? "ftpes" : "ftps", server.port());
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefused() throws Exception {
    try (TestFtpServer server =
        TestFtpServer.of(home).explicitTls(certificates.signed("ftp.other.example")).start()) {
      refused(server, "its certificate is not its own (No subject alternative names matching IP");
    }
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    try (TestFtpServer server =
        TestFtpServer.of(home).explicitTls(certificates.expired(HOST)).start()) {
      refused(server, "its certificate has expired (NotAfter: ");
    }
  }

  @Test
  void aCertificateThatNobodyElseSignedIsRefused() throws Exception {
    try (TestFtpServer server =
        TestFtpServer.of(home).implicitTls(certificates.selfSigned(HOST)).start()) {
      refusedAs(
          Deliveries.with(settings(server.port(), "implicit"), "path", "/"),
          server,
          "nobody who is trusted here signed its certificate");
    }
  }

  @Test
  void withoutAnAuthorityOfItsOwnJavasAreAsked() throws Exception {
    try (TestFtpServer server =
        TestFtpServer.of(home).explicitTls(certificates.signed(HOST)).start()) {
      Map<String, String> settings = new java.util.HashMap<>(settings(server.port(), "explicit"));
      settings.remove("ca_file");
      refusedAs(settings, server, "nobody who is trusted here signed its certificate");
    }
  }

  private void refused(TestFtpServer server, String why) throws IOException {
    refusedAs(settings(server.port(), "explicit"), server, why);
  }

  private void refusedAs(Map<String, String> settings, TestFtpServer server, String why) {
    assertThatThrownBy(() -> open(settings))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining(":%d/", server.port())
        .hasMessageContaining(" is not to be trusted: " + why)
        .hasMessageContaining(
            "Nothing was sent to it. Give the certificate of its authority with 'ca_file'");
    assertThat(server.commands()).noneMatch(it -> it.startsWith("PASS"));
  }

  @Test
  void aTransferIsRefusedIfItsCertificateIsAnothersEvenOfTheSameAuthority() throws Exception {
    try (TestFtpServer server =
            TestFtpServer.of(home)
                .explicitTls(certificates.signed(HOST))
                .transfersWith(certificates.signed("ftp.other.example"))
                .start();
        Source source = open(settings(server.port(), "explicit"))) {
      assertThatThrownBy(() -> files(source, "*.json"))
          .isInstanceOf(LakeException.class)
          .hasMessageContaining(
              "is not to be trusted: for a transfer, its certificate is not its own");
    }
  }

  @Test
  void checkingIsSwitchedOffOnlyExplicitlyAndWithAWarningEachTime() throws Exception {
    try (TestFtpServer server =
            TestFtpServer.of(home).explicitTls(certificates.selfSigned("elsewhere")).start();
        StandardError printed = new StandardError()) {
      Map<String, String> settings = new java.util.HashMap<>(settings(server.port(), "explicit"));
      settings.remove("ca_file");
      settings.put("insecure_any_certificate", "true");
      for (int time = 1; time <= 2; time++) {
        try (Source source = open(settings)) {
          assertThat(text(file(source, "*.json"))).hasSize(100_000);
        }
        assertThat(printed.text().split("certificate is not checked", -1)).hasSize(time + 1);
      }
      assertThat(printed.text())
          .contains("WARN")
          .contains("insecure_any_certificate is set. Give its authority with ca_file instead");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void transfersGoOnWithTheSessionOfTheCommands(String protocol) throws Exception {
    List<Long> begun = new CopyOnWriteArrayList<>();
    try (ScriptedFtpServer server =
        new ScriptedFtpServer(tls(certificates.signed(HOST)).getServerSocketFactory())
            .onConnection(socket -> begun.add(sessionBegun(socket, protocol)))
            .answer("PBSZ", "200 ok")
            .answer("PROT", "200 ok")
            .file("/books.json", "A")) {
      try (Source source = open(settings(server.port(), "implicit"))) {
        for (int i = 0; i < 4; i++) {
          assertThat(text(file(source, "books.json"))).isEqualTo("A");
        }
      }
      assertThat(begun).hasSizeGreaterThan(4);
      assertThat(begun).containsOnly(begun.get(0));
    }
  }

  private static long sessionBegun(Socket socket, String protocol) {
    try {
      SSLSocket secure = (SSLSocket) socket;
      secure.setEnabledProtocols(new String[] {protocol});
      secure.startHandshake();
      return secure.getSession().getCreationTime();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aServerThatDoesNotEncryptTransfersIsRefused() throws Exception {
    try (ScriptedFtpServer server =
        new ScriptedFtpServer(tls(certificates.signed(HOST)).getServerSocketFactory())
            .answer("PBSZ", "200 ok")
            .answer("PROT", "534 no")) {
      assertThatThrownBy(() -> open(settings(server.port(), "implicit")))
          .isInstanceOf(LakeException.class)
          .hasMessage(
              "ftps://bookreel@127.0.0.1:%d/ does not encrypt transfers: 534 no. Nothing was read. Ask who runs it",
              server.port());
    }
  }

  @Test
  void aServerWithoutTlsGetsNoPassword() throws Exception {
    try (ScriptedFtpServer server = new ScriptedFtpServer().answer("AUTH", "502 no TLS here")) {
      assertThatThrownBy(() -> open(settings(server.port(), "explicit")))
          .isInstanceOf(LakeException.class)
          .hasMessage(
              "ftpes://bookreel@127.0.0.1:%d/ offers no TLS: 502 no TLS here. No password was sent. Set 'tls' to what the server offers",
              server.port());
      assertThat(server.commands()).containsExactly("AUTH TLS");
    }
  }

  @Test
  void settingsForTlsAreRefusedWithoutTls() {
    assertThatThrownBy(() -> open(Map.of("host", HOST, "ca_file", "ca.pem")))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "'ca_file' is of no use without TLS. Add 'tls: explicit' or 'tls: implicit', or remove it");
    assertThatThrownBy(() -> open(Map.of("host", HOST, "tls", "yes")))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "tls 'yes' is unknown. Write 'tls: none', 'tls: explicit' (AUTH TLS, usually port 21) or 'tls: implicit' (usually port 990)");
  }

  @Test
  void aFileWithoutCertificatesIsNamed() throws IOException {
    Path empty = Files.writeString(home.resolve("ca.pem"), "");
    assertThatThrownBy(
            () -> open(Map.of("host", HOST, "tls", "implicit", "ca_file", empty.toString())))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "Cannot read certificates from %s: it has none. Name with 'ca_file' a file in PEM form, with lines that begin with -----BEGIN CERTIFICATE-----",
            empty);
    assertThatThrownBy(
            () -> open(Map.of("host", HOST, "tls", "implicit", "ca_file", "nowhere.pem")))
        .hasMessageContaining("nowhere.pem: it does not exist");
  }

  private static SSLContext tls(Path keyStore) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyStore)) {
      store.load(in, TestCertificates.PASSWORD.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, TestCertificates.PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private Source open(Map<String, String> settings) throws IOException {
    return kind.open(
        Deliveries.source("ftp", settings, Map.of("password", TestFtpServer.PASSWORD)), home);
  }

  private Map<String, String> settings(int port, String tls) throws IOException {
    return with(
        Map.of(
            "host",
            HOST,
            "port",
            String.valueOf(port),
            "user",
            TestFtpServer.USER,
            "tls",
            tls,
            "timeout",
            "5s"),
        "ca_file",
        certificates.authority().toString());
  }
}
