package dev.bookreel.source.ftp;

import static dev.bookreel.source.remote.Deliveries.file;
import static dev.bookreel.source.remote.Deliveries.files;
import static dev.bookreel.source.remote.Deliveries.text;
import static dev.bookreel.source.remote.Deliveries.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.error.LakeException;
import dev.bookreel.source.BusyException;
import dev.bookreel.source.Checksum;
import dev.bookreel.source.FileState;
import dev.bookreel.source.MissingFileException;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceFile;
import dev.bookreel.source.remote.Deliveries;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are old, full, broken or lie. */
class OddFtpServersTest {
  private static final Instant CHANGED = Instant.parse("2021-12-29T02:00:00Z");
  private static final String SHA256 =
      "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

  private final FtpSourceKind kind = new FtpSourceKind();
  private final ScriptedFtpServer server = new ScriptedFtpServer();

  OddFtpServersTest() throws IOException {}

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void anOldServersTimesComeFromMdtmAndNeverFromItsList() throws IOException {
    server.file("/books.json", "content");
    try (Source source = open()) {
      SourceFile found = file(source, "*.json");
      assertThat(found.state()).isEqualTo(FileState.of(7, CHANGED));
      assertThat(text(found)).isEqualTo("content");
      assertThat(found.checksum()).isEmpty();
    }
    server.answer("MDTM", "502 not here");
    try (Source source = open()) {
      assertThat(file(source, "*.json").state())
          .isEqualTo(new FileState(OptionalLong.of(7), Optional.empty(), Optional.empty()));
    }
    server.answer("SIZE", "502 not here");
    try (Source source = open()) {
      assertThat(file(source, "books.json").state()).isEqualTo(FileState.UNKNOWN);
      assertThat(text(file(source, "books.json"))).isEqualTo("content");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"213 -1", "213 12345678901234567890", "213 seven", "213", "213 "})
  void aSizeThatIsNoneIsUnknown(String reply) throws IOException {
    server.file("/books.json", "content").answer("SIZE", reply);
    try (Source source = open()) {
      assertThat(file(source, "*.json").state().bytes()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "213 20211229020000.123, 2021-12-29T02:00:00Z",
    "213 20211329020000, ",
    "213 2021, ",
    "213 yesterday, "
  })
  void aTimeThatIsNoneIsUnknown(String reply, String time) throws IOException {
    server.file("/books.json", "content").answer("MDTM", reply);
    try (Source source = open()) {
      assertThat(file(source, "books.json").state().modifiedAt())
          .isEqualTo(Optional.ofNullable(time).map(Instant::parse));
    }
  }

  @Test
  void aServerWithoutEpsvIsAskedForPasvAndItsAddressIsNotBelieved() throws IOException {
    server
        .file("/books.json", "content")
        .answer("EPSV", "500 what?")
        .on(
            "PASV",
            (session, argument) -> {
              int port = session.passivePort();
              session.say(
                  "227 Entering Passive Mode (192,0,2,1,%d,%d)".formatted(port / 256, port % 256));
            });
    try (Source source = open()) {
      assertThat(text(file(source, "books.json"))).isEqualTo("content");
    }
  }

  @Test
  void whereNoTransferConnectsAFirewallIsNamed() throws IOException {
    int unused;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      unused = free.getLocalPort();
    }
    server.file("/books.json", "content").answer("EPSV", "229 ok (|||" + unused + "|)");
    try (Source source = open()) {
      SourceFile found = fileByName(source);
      assertThatThrownBy(() -> found.open(0, FileState.UNKNOWN))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no connection for the transfer: Connection refused")
          .hasMessageEndingWith("A firewall may block the server's passive ports");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"229 no port here", "229 (||||)", "229 (|||99999999999|)", "xyz", "2"})
  void anAnswerThatMakesNoSenseMayMakeSomeLater(String reply) throws IOException {
    server.file("/books.json", "content").answer("EPSV", reply);
    try (Source source = open()) {
      SourceFile found = fileByName(source);
      assertThatThrownBy(() -> found.open(0, FileState.UNKNOWN)).isInstanceOf(IOException.class);
    }
  }

  /** Looks for the file without a listing. */
  private SourceFile fileByName(Source source) throws IOException {
    server.answer("SIZE", "213 7");
    SourceFile found = file(source, "books.json.gz");
    return found;
  }

  @Test
  void namesThatLeadElsewhereAreNoFiles() throws IOException {
    server
        .answer("FEAT", "211-Features\r\n MLST type*;size*;modify*;\r\n211 End")
        .on(
            "MLSD",
            (session, folder) ->
                session.send(
                    """
                    type=cdir; .
                    type=pdir; ..
                    type=file;size=7; /etc/passwd.json
                    type=file;size=7; ../up.json
                    type=file;size=7; ..\\up.json
                    type=dir; ../folder
                    no facts at all

                    type=OS.unix=slink:/../x; ../link.json
                    type=file;size=7; good.json
                    """))
        .answer("MLST", "250-Listing\r\n type=file;size=7;modify=20211229020000; x\r\n250 End");
    try (Source source = open()) {
      assertThat(files(source, "*.json"))
          .extracting(SourceFile::name)
          .containsExactly("good.json", "..%5Cup.json");
      assertThat(server.commands()).noneMatch(it -> it.contains("..") || it.contains("passwd"));
    }
  }

  @Test
  void aLinkInAListIsLookedInto() throws IOException {
    server
        .file("/link.json", "linked")
        .answer("FEAT", "211-Features\r\n MLST type*;size*;modify*;\r\n211 End")
        .on(
            "MLSD",
            (session, folder) ->
                session.send(
                    folder.equals("/")
                        ? "type=OS.unix=slink:/else; folder\r\ntype=OS.unix=slink:/x; link.json\r\n"
                        : "type=file;size=1; in.json\r\n"))
        .on(
            "CWD",
            (session, path) -> session.say(path.endsWith("folder") ? "250 ok" : "550 no folder"))
        .answer("MLST", "250-Listing\r\n type=OS.unix=symlink;size=99; x\r\n250 End");
    try (Source source = open()) {
      SourceFile link = file(source, "*.json");
      assertThat(link.name()).isEqualTo("link.json");
      assertThat(link.state()).isEqualTo(FileState.of(6, CHANGED));
      assertThat(files(source, "f*/*.json"))
          .extracting(SourceFile::name)
          .containsExactly("in.json");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"426 broken", "451 disk", "425 no", "552 too much"})
  void aTransferIsWholeOnlyIfTheServerSaysSo(String reply) throws IOException {
    server
        .file("/books.json", "content")
        .on(
            "RETR",
            (session, path) -> {
              session.sendOnly("content".getBytes(StandardCharsets.UTF_8));
              session.say(reply);
            });
    try (Source source = open()) {
      SourceFile found = file(source, "books.json");
      assertThatThrownBy(() -> text(found))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("broke the transfer off: " + reply);
    }
  }

  @Test
  void whatCameWholeIsWholeThoughTheServerNeverSaysSo() throws IOException {
    server
        .file("/books.json", "content")
        .on(
            "RETR",
            (session, path) -> session.sendOnly("content".getBytes(StandardCharsets.UTF_8)));
    try (Source source = open()) {
      SourceFile found = file(source, "books.json");
      FileState state = found.state();
      assertThatThrownBy(() -> text(found))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("whether it sent everything");
      try (InputStream rest = found.open(7, state)) {
        assertThat(rest.readAllBytes()).isEmpty();
      }
    }
  }

  @Test
  void aServerThatSendsNothingMoreIsGivenUp() throws IOException {
    server
        .file("/books.json", "content")
        .on(
            "RETR",
            (session, path) -> {
              session.say("150 coming");
              session.accept().getOutputStream().write('c');
            });
    try (Source source = open()) {
      SourceFile found = file(source, "books.json");
      assertThatThrownBy(() -> text(found))
          .isInstanceOf(IOException.class)
          .hasMessageEndingWith("/books.json: nothing more comes");
    }
  }

  @Test
  void aServerThatSaysNothingIsGivenUp() {
    server.on("greeting", (session, argument) -> {});
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Timed out waiting for initial connect reply");
  }

  @Test
  void aServerThatCannotBeginInTheMiddleIsReadFromTheBeginning() throws IOException {
    server.file("/books.json", "content").answer("REST", "502 not here");
    try (Source source = open()) {
      SourceFile found = file(source, "books.json");
      assertThat(found.resumable()).isTrue();
      assertThatThrownBy(() -> text(found, 3))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not begin in the middle of a file: 502 not here");
      assertThat(found.resumable()).isFalse();
      assertThat(text(found)).isEqualTo("content");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"421 Too many connections", "421 Service not available", "450 come later"})
  void aFullServerIsAskedAgainLater(String greeting) {
    server.answer("greeting", greeting);
    assertThatThrownBy(this::open).isInstanceOf(BusyException.class).hasMessageContaining(greeting);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "530 Sorry, the maximum number of clients (2) for this user are already connected.",
        "421 Too many users",
        "530 Too many connections from your address"
      })
  void aLoginThatIsOneTooManyIsNotAWrongPassword(String reply) {
    server.answer("PASS", reply);
    assertThatThrownBy(this::open).isInstanceOf(BusyException.class);
  }

  @Test
  void aRefusedLoginIsNotTriedAgain() {
    server.answer("PASS", "530 Login incorrect.");
    assertThatThrownBy(this::open)
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "ftp://bookreel@127.0.0.1:%d/ refuses the login of 'bookreel': 530 Login incorrect. Correct 'user' and 'password' of the source",
            server.port());
  }

  @Test
  void aConnectionThatDiedBetweenTwoCommandsIsReplaced() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    server
        .file("/books.json", "content")
        .on(
            "MDTM",
            (session, path) -> {
              if (asked.incrementAndGet() == 1) {
                session.drop();
                return;
              }
              session.say("213 20211229020000");
            });
    try (Source source = open()) {
      assertThat(file(source, "books.json").state()).isEqualTo(FileState.of(7, CHANGED));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "550 Permission denied., cannot be read: the server answers 550 Permission denied.",
    "550 Failed to open file., cannot be read: the server answers 550 Failed to open file."
  })
  void aFileThatMayNotBeReadIsNamed(String reply, String message) throws IOException {
    server.file("/books.json", "content").answer("RETR", reply);
    try (Source source = open()) {
      SourceFile found = file(source, "books.json");
      assertThatThrownBy(() -> text(found))
          .isInstanceOf(LakeException.class)
          .hasMessageContaining("/books.json " + message)
          .hasMessageEndingWith("whether 'bookreel' may read it");
    }
  }

  @Test
  void aFileThatIsListedAndGivesNoSizeMayNotBeRead() throws IOException {
    server.file("/books.json", "content").answer("SIZE", "550 Could not get file size.");
    try (Source source = open()) {
      assertThatThrownBy(() -> files(source, "books.json"))
          .isInstanceOf(LakeException.class)
          .hasMessageContaining("/books.json cannot be read: the server answers 550 Could not get")
          .hasMessageEndingWith("Have the file made readable for the source's user");
      assertThatThrownBy(() -> files(source, "other.json"))
          .isInstanceOf(MissingFileException.class);
    }
  }

  @Test
  void aFolderThatGivesNoSizeIsNoFile() throws IOException {
    server.on(
        "LIST",
        (session, argument) ->
            session.send("drwxr-xr-x 2 vendor vendor 4096 Jan  1 00:00 books.json\r\n"));
    try (Source source = open()) {
      assertThatThrownBy(() -> files(source, "books.json"))
          .isInstanceOf(LakeException.class)
          .hasMessageContaining("/books.json is not a file");
    }
  }

  @Test
  void aFolderThatMayNotBeListedIsNamed() throws IOException {
    server.answer("CWD", "550 Permission denied.");
    try (Source source = open()) {
      assertThatThrownBy(() -> files(source, "secret/*.json"))
          .isInstanceOf(LakeException.class)
          .hasMessageContaining("/secret cannot be listed: 550 Permission denied.")
          .hasMessageEndingWith("Have the folder made readable for the source's user");
    }
  }

  @Test
  void aTransferThatIsRefusedForNowIsTriedAgain() throws IOException {
    server.file("/books.json", "content").answer("RETR", "450 busy");
    try (Source source = open()) {
      SourceFile found = file(source, "books.json");
      assertThatThrownBy(() -> text(found))
          .isInstanceOf(IOException.class)
          .hasMessageEndingWith("/books.json is not sent: 450 busy");
    }
  }

  @Test
  void withoutUtf8NamesAreLatin1UnlessTheSourceSaysOtherwise() throws IOException {
    server.names(StandardCharsets.ISO_8859_1).file("/grüße.json", "content");
    try (Source source = open()) {
      assertThat(text(file(source, "gr*.json"))).isEqualTo("content");
      assertThat(text(file(source, "grüße.json"))).isEqualTo("content");
    }
    server.names(StandardCharsets.UTF_8);
    try (Source source = open(with(settings(), "encoding", "UTF-8"))) {
      assertThat(text(file(source, "gr*.json"))).isEqualTo("content");
    }
    assertThatThrownBy(() -> open(with(settings(), "encoding", "utf-99")))
        .hasMessage("encoding 'utf-99' is unknown. Write for example UTF-8 or windows-1252");
  }

  @ParameterizedTest
  @CsvSource({
    "HASH SHA-1;SHA-256*;MD5, HASH, 213 SHA-256 0-7 %s /books.json, SHA-256",
    "XSHA256, XSHA256, 250 %s, SHA-256",
    "XMD5, XMD5, 250 098F6BCD4621D373CADE4E832627B4F6, MD5",
    "MD5, MD5, 251 /books.json 098f6bcd4621d373cade4e832627b4f6, MD5"
  })
  void theBestChecksumIsTaken(String feature, String command, String reply, String algorithm)
      throws IOException {
    server
        .file("/books.json", "content")
        .answer("FEAT", "211-Features\r\n UTF8\r\n " + feature + "\r\n211 End")
        .answer("OPTS", "200 ok")
        .answer(command, reply.formatted(SHA256));
    try (Source source = open()) {
      assertThat(file(source, "books.json").checksum())
          .contains(
              new Checksum(
                  algorithm,
                  algorithm.equals("MD5") ? "098f6bcd4621d373cade4e832627b4f6" : SHA256));
    }
  }

  @Test
  void weakUnknownOrSlowChecksumsAreDoneWithout() throws IOException {
    server
        .file("/books.json", "content")
        .answer("FEAT", "211-Features\r\n XCRC\r\n XSHA1\r\n HASH CRC32\r\n XMD5\r\n211 End")
        .answer("XMD5", "550 no");
    try (Source source = open()) {
      assertThat(file(source, "books.json").checksum()).isEmpty();
    }
    server.on("XMD5", (session, path) -> {});
    try (Source source = open()) {
      SourceFile found = file(source, "books.json");
      assertThat(found.checksum()).isEmpty();
      assertThat(text(found)).isEqualTo("content");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"two\nlines", "a\rb"})
  void aPasswordOrPathIsNoSecondCommand(String odd) {
    assertThatThrownBy(
            () ->
                kind.open(
                    Deliveries.source("ftp", settings(), Map.of("password", odd)), Path.of("")))
        .isInstanceOf(LakeException.class)
        .hasMessage("The password holds a line break or another control character. Correct it");
    assertThat(server.commands()).isEmpty();
  }

  @Test
  void theConnectionForCommandsIsKeptAlive() throws IOException {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket socket = new Socket(listening.getInetAddress(), listening.getLocalPort())) {
      DataCommands.keepAlive(socket);
      assertThat(socket.getKeepAlive()).isTrue();
      assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE))
          .isEqualTo(DataCommands.KEEP_ALIVE_SECONDS);
    }
  }

  private Source open() throws IOException {
    return open(settings());
  }

  private Source open(Map<String, String> settings) throws IOException {
    return kind.open(Deliveries.source("ftp", settings, Map.of("password", "secret")), Path.of(""));
  }

  private Map<String, String> settings() {
    return Map.of(
        "host", "127.0.0.1",
        "port", String.valueOf(server.port()),
        "user", "bookreel",
        "timeout", "300ms");
  }
}
