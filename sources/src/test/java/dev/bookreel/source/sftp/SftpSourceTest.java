package dev.bookreel.source.sftp;

import static dev.bookreel.source.remote.Deliveries.file;
import static dev.bookreel.source.remote.Deliveries.files;
import static dev.bookreel.source.remote.Deliveries.text;
import static dev.bookreel.source.remote.Deliveries.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.error.LakeException;
import dev.bookreel.source.Checksum;
import dev.bookreel.source.FileState;
import dev.bookreel.source.MissingFileException;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceFile;
import dev.bookreel.source.remote.Deliveries;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.sftp.server.Handle;
import org.apache.sshd.sftp.server.SftpEventListener;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against MINA's SSH server. */
class SftpSourceTest {
  private static final Instant CHANGED = Instant.parse("2021-12-29T02:00:07Z");

  private final SftpSourceKind kind = new SftpSourceKind();
  private final Path home;

  SftpSourceTest(@TempDir Path home) {
    this.home = home;
  }

  @Test
  void aFileIsListedWithItsSizeTimeAndChecksumAndRead() throws Exception {
    write("vendor/books.json", "[{\"name\":\"Käfer\"}]");
    try (TestSftpServer server = TestSftpServer.of(home);
        Source source = open(server)) {
      SourceFile found = file(source, "vendor/books.json");

      assertThat(source.location()).isEqualTo("sftp://bookreel@127.0.0.1:%d/", server.port());
      assertThat(found.location())
          .isEqualTo("sftp://bookreel@127.0.0.1:%d/vendor/books.json", server.port());
      assertThat(found.deliveredAt()).isEmpty();
      assertThat(found.state()).isEqualTo(FileState.of(19, CHANGED));
      assertThat(found.checksum()).contains(sha256("[{\"name\":\"Käfer\"}]"));
      assertThat(text(found)).isEqualTo("[{\"name\":\"Käfer\"}]");
      assertThat(found.resumable()).isTrue();
    }
  }

  @Test
  void readingGoesOnInTheMiddle() throws Exception {
    write("books.json", "0123456789".repeat(20_000));
    try (TestSftpServer server = TestSftpServer.of(home);
        Source source = open(server)) {
      assertThat(text(file(source, "books.json"), 199_993)).isEqualTo("3456789");
      assertThat(text(file(source, "books.json"), 7)).hasSize(199_993).startsWith("789012");
      assertThat(text(file(source, "books.json"), 200_000)).isEmpty();
    }
  }

  @Test
  void severalFilesAreReadAtOnceOverOneSession() throws Exception {
    List<InputStream> open = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      write(i + ".json", String.valueOf(i).repeat(3_000_000));
    }
    try (TestSftpServer server = TestSftpServer.of(home);
        Source source = open(server)) {
      for (int i = 0; i < 4; i++) {
        SourceFile found = file(source, i + ".json");
        open.add(found.open(0, found.state()));
      }
      for (int i = 3; i >= 0; i--) {
        assertThat(open.get(i).readAllBytes()).hasSize(3_000_000).containsOnly('0' + i);
      }
      assertThat(server.sessions()).isEqualTo(1);
    }
  }

  @Test
  void whereTheServerOpensOnlyOneChannelTheOthersWaitForIt() throws Exception {
    for (int i = 0; i < 4; i++) {
      write(i + ".json", String.valueOf(i).repeat(200_000));
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (TestSftpServer server = TestSftpServer.of(home)) {
      server.channelsAtOnce(1);
      try (Source source = open(server)) {
        List<Future<String>> texts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          int number = i;
          texts.add(threads.submit(() -> text(file(source, number + ".json"))));
        }
        for (int i = 0; i < 4; i++) {
          assertThat(texts.get(i).get(30, TimeUnit.SECONDS))
              .isEqualTo(String.valueOf(i).repeat(200_000));
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aFileThatIsNotReadToItsEndLeavesNothingBehind() throws Exception {
    write("books.json", "A".repeat(10_000_000));
    try (TestSftpServer server = TestSftpServer.of(home);
        Source source = open(server)) {
      SourceFile found = file(source, "books.json");
      for (int i = 0; i < 3; i++) {
        try (InputStream in = found.open(0, found.state())) {
          assertThat(in.read()).isEqualTo('A');
        }
      }
      assertThat(text(found)).hasSize(10_000_000);
    }
  }

  @Test
  void aSessionThatTheServerDroppedMeanwhileIsReplaced() throws Exception {
    write("books.json", "A");
    try (TestSftpServer server = TestSftpServer.of(home);
        Source source = open(server)) {
      SourceFile found = file(source, "books.json");
      server.dropConnections();
      assertThat(found.state().bytes()).hasValue(1);
      server.dropConnections();
      assertThat(text(found)).isEqualTo("A");
    }
  }

  @Test
  void closingTheSourceEndsWhatIsBeingRead() throws Exception {
    write("books.json", "A".repeat(50_000_000));
    try (TestSftpServer server = TestSftpServer.of(home)) {
      Source source = open(server);
      SourceFile found = file(source, "books.json");
      InputStream in = found.open(0, found.state());
      assertThat(in.read()).isEqualTo('A');

      source.close();

      assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
      assertThatThrownBy(found::state)
          .isInstanceOf(IOException.class)
          .hasMessage("the source was closed");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "two words.json",
        " leading.json",
        "'single' \"double\".json",
        "grüße-日本-😀.json",
        "-la.json",
        "50%.json",
        "a[b].json",
        "#1;2&3$x.json"
      })
  void oddNamesAreFoundByNameAndByPattern(String name) throws Exception {
    write("odd folder/" + name, name);
    try (TestSftpServer server = TestSftpServer.of(home);
        Source source = open(server)) {
      assertThat(text(file(source, "odd folder/" + name))).isEqualTo(name);
      assertThat(text(file(source, "odd*/*.json"))).isEqualTo(name);
      assertThat(file(source, "odd*/*.json").name()).isEqualTo(name);
    }
  }

  @Test
  void aNameWithALineBreakIsRefused() throws Exception {
    write("a\nb.json", "A");
    write("books.json", "B");
    try (TestSftpServer server = TestSftpServer.of(home);
        Source source = open(server)) {
      List<SourceFile> files = files(source, "*.json");
      assertThat(files).extracting(SourceFile::name).containsExactly("books.json", "a%0Ab.json");
      assertThatThrownBy(files.get(1)::state).hasMessageContaining("a control character");
    }
  }

  @Test
  void linksAreFollowed() throws Exception {
    write("elsewhere/real.json", "A");
    Files.createDirectories(home.resolve("vendor"));
    Files.createSymbolicLink(home.resolve("vendor/books.json"), Path.of("../elsewhere/real.json"));
    Files.createSymbolicLink(home.resolve("vendor/nowhere.csv"), Path.of("nowhere"));
    Files.createSymbolicLink(home.resolve("linked"), Path.of("vendor"));
    try (TestSftpServer server = TestSftpServer.of(home);
        Source source = open(server)) {
      assertThat(text(file(source, "linked/books.json"))).isEqualTo("A");
      assertThat(text(file(source, "link*/*.json"))).isEqualTo("A");
      assertThatThrownBy(() -> files(source, "vendor/nowhere.csv"))
          .isInstanceOf(MissingFileException.class);
    }
  }

  @Test
  void aFolderInTheFilesPlaceIsNamed() throws Exception {
    Files.createDirectories(home.resolve("books.json"));
    try (TestSftpServer server = TestSftpServer.of(home);
        Source source = open(server)) {
      assertThatThrownBy(() -> files(source, "books.json"))
          .isInstanceOf(LakeException.class)
          .hasMessage(
              "sftp://bookreel@127.0.0.1:%d/books.json is not a file. Have a file put there, or correct 'delivery' in the table's definition",
              server.port());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"books.json", "*.json", "nowhere/books.json", "nowhere/*.json"})
  void aMissingFileIsMissing(String delivery) throws Exception {
    try (TestSftpServer server = TestSftpServer.of(home);
        Source source = open(server)) {
      assertThatThrownBy(() -> files(source, delivery))
          .isInstanceOf(MissingFileException.class)
          .hasMessage("there is no '%s' in sftp://bookreel@127.0.0.1:%d/", delivery, server.port());
    }
  }

  @Test
  void aFileThatVanishedIsNamed() throws Exception {
    Path file = write("books.json", "A");
    try (TestSftpServer server = TestSftpServer.of(home);
        Source source = open(server)) {
      SourceFile found = file(source, "books.json");
      FileState state = found.state();
      Files.delete(file);

      assertThatThrownBy(() -> found.open(0, state))
          .isInstanceOf(LakeException.class)
          .hasMessage(
              "sftp://bookreel@127.0.0.1:%d/books.json is not there any more. Fetch again when it is back",
              server.port());
    }
  }

  @Test
  void whatTheServerDoesNotShowIsNamed() throws Exception {
    write("books.json", "A");
    try (TestSftpServer server = TestSftpServer.of(home)) {
      SftpSubsystemFactory factory = new SftpSubsystemFactory();
      factory.addSftpEventListener(
          new SftpEventListener() {
            @Override
            public void opening(ServerSession session, String remoteHandle, Handle handle)
                throws IOException {
              throw new java.nio.file.AccessDeniedException(remoteHandle);
            }
          });
      server.server().setSubsystemFactories(List.of(factory));
      try (Source source = open(server)) {
        SourceFile found = file(source, "books.json");
        FileState state = found.state();
        assertThatThrownBy(() -> found.open(0, state))
            .isInstanceOf(LakeException.class)
            .hasMessage(
                "sftp://bookreel@127.0.0.1:%d/books.json cannot be read: permission denied. Have it made readable for 'bookreel'",
                server.port());
      }
    }
  }

  @Test
  void thePathIsAPrefixWithPartsOfATimeToo() throws Exception {
    write("dumps/2021-12-29/books.json", "A");
    write("dumps/2021-12-30/books.json", "B");
    try (TestSftpServer server = TestSftpServer.of(home);
        Source source = open(with(settings(server), "path", "/dumps/{date}/"))) {
      List<SourceFile> found = files(source, "books.json");

      assertThat(found)
          .extracting(SourceFile::deliveredAt)
          .containsExactly(
              Optional.of(Instant.parse("2021-12-29T00:00:00Z")),
              Optional.of(Instant.parse("2021-12-30T00:00:00Z")));
      assertThat(found.get(1).location())
          .isEqualTo("sftp://bookreel@127.0.0.1:%d//dumps/2021-12-30/books.json", server.port());
      assertThat(text(found.get(1))).isEqualTo("B");
    }
  }

  @Test
  void anUnknownHostMayBeKnownLater() {
    assertThatThrownBy(
            () ->
                open(
                    Map.of(
                        "host", "nowhere.invalid", "user", "me", "insecure_any_host_key", "true")))
        .isInstanceOf(IOException.class)
        .hasMessage("the host 'nowhere.invalid' is unknown");
  }

  @Test
  void whereNobodyListensSomebodyMayLater() throws Exception {
    Map<String, String> settings;
    try (TestSftpServer server = TestSftpServer.of(home)) {
      settings = settings(server);
    }
    assertThatThrownBy(() -> open(settings))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "sftp://bookreel@127.0.0.1:%s/ does not answer: Connection refused",
            settings.get("port"));
  }

  @Test
  void aGrowingFileHasAnotherStateEachTime() throws Exception {
    Path file = write("books.json", "A");
    try (TestSftpServer server = TestSftpServer.of(home);
        Source source = open(server)) {
      SourceFile found = file(source, "books.json");
      FileState before = found.state();
      Files.writeString(file, "AB");
      Files.setLastModifiedTime(file, FileTime.from(CHANGED));

      assertThat(found.state()).isEqualTo(FileState.of(2, CHANGED)).isNotEqualTo(before);
      assertThat(found.checksum()).contains(sha256("AB"));
    }
  }

  private Source open(TestSftpServer server) throws IOException {
    return open(settings(server));
  }

  private Source open(Map<String, String> settings) throws IOException {
    return kind.open(
        Deliveries.source("sftp", settings, Map.of("password", TestSftpServer.PASSWORD)), home);
  }

  private static Map<String, String> settings(TestSftpServer server) {
    return Map.of(
        "host",
        "127.0.0.1",
        "port",
        String.valueOf(server.port()),
        "user",
        TestSftpServer.USER,
        "host_key",
        server.fingerprint(),
        "timeout",
        "5s");
  }

  private Path write(String path, String content) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return Files.setLastModifiedTime(file, FileTime.from(CHANGED));
  }

  private static Checksum sha256(String content) throws Exception {
    return new Checksum(
        "SHA-256",
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(content.getBytes(StandardCharsets.UTF_8))));
  }
}
