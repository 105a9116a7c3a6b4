package dev.bookreel.source.ftp;

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
import org.apache.ftpserver.ftplet.FtpException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Apache's FTP server. */
class FtpSourceTest {
  private static final Instant CHANGED = Instant.parse("2021-12-29T02:00:07Z");

  private final FtpSourceKind kind = new FtpSourceKind();
  private final Path home;

  FtpSourceTest(@TempDir Path home) {
    this.home = home;
  }

  @Test
  void aFileIsListedWithItsSizeTimeAndChecksumAndRead() throws Exception {
    write("vendor/books.json", "[{\"name\":\"Käfer\"}]");
    try (TestFtpServer server = TestFtpServer.of(home).start();
        Source source = open(server)) {
      SourceFile found = file(source, "vendor/books.json");

      assertThat(source.location()).isEqualTo("ftp://bookreel@127.0.0.1:%d/", server.port());
      assertThat(found.location())
          .isEqualTo("ftp://bookreel@127.0.0.1:%d/vendor/books.json", server.port());
      assertThat(found.deliveredAt()).isEmpty();
      assertThat(found.state()).isEqualTo(FileState.of(19, CHANGED));
      assertThat(found.checksum()).contains(md5("[{\"name\":\"Käfer\"}]"));
      assertThat(text(found)).isEqualTo("[{\"name\":\"Käfer\"}]");
      assertThat(found.resumable()).isTrue();
    }
  }

  @Test
  void readingGoesOnInTheMiddle() throws Exception {
    write("books.json", "0123456789");
    try (TestFtpServer server = TestFtpServer.of(home).start();
        Source source = open(server)) {
      assertThat(text(file(source, "books.json"), 7)).isEqualTo("789");
      assertThat(text(file(source, "books.json"), 10)).isEmpty();
      assertThat(server.commands()).contains("REST 7").doesNotContain("REST 10");
    }
  }

  @Test
  void theServerIsNeverAskedToConnectBack() throws Exception {
    write("books.json", "A");
    try (TestFtpServer server = TestFtpServer.of(home).start();
        Source source = open(server)) {
      assertThat(text(file(source, "*.json"))).isEqualTo("A");
      assertThat(server.commands())
          .contains("TYPE I", "EPSV")
          .noneMatch(it -> it.startsWith("PORT") || it.startsWith("EPRT"));
    }
  }

  @Test
  void readingToTheEndKeepsTheConnectionForTheNextFile() throws Exception {
    write("books.json", "A");
    try (TestFtpServer server = TestFtpServer.of(home).start();
        Source source = open(server)) {
      for (int i = 0; i < 3; i++) {
        assertThat(text(file(source, "books.json"))).isEqualTo("A");
      }
      assertThat(server.commands()).filteredOn(it -> it.startsWith("USER")).hasSize(1);
    }
  }

  @Test
  void aFileThatIsNotReadToItsEndLeavesNoConnectionBehind() throws Exception {
    write("books.json", "A".repeat(10_000_000));
    try (TestFtpServer server = TestFtpServer.of(home).start();
        Source source = open(server)) {
      SourceFile found = file(source, "books.json");
      try (InputStream in = found.open(0, found.state())) {
        assertThat(in.read()).isEqualTo('A');
      }
      assertThat(text(found)).hasSize(10_000_000);
    }
  }

  @Test
  void severalFilesAreReadAtOnceEachOverItsOwnConnection() throws Exception {
    List<InputStream> open = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      write(i + ".json", String.valueOf(i).repeat(3_000_000));
    }
    try (TestFtpServer server = TestFtpServer.of(home).start();
        Source source = open(server)) {
      for (int i = 0; i < 4; i++) {
        SourceFile found = file(source, i + ".json");
        open.add(found.open(0, found.state()));
      }
      for (int i = 3; i >= 0; i--) {
        assertThat(open.get(i).readAllBytes()).hasSize(3_000_000).containsOnly('0' + i);
      }
      assertThat(server.connections()).isEqualTo(4);
    }
  }

  @Test
  void whereTheServerLetsOnlyOneInTheOthersWaitForIt() throws Exception {
    for (int i = 0; i < 4; i++) {
      write(i + ".json", String.valueOf(i).repeat(200_000));
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (TestFtpServer server = TestFtpServer.of(home).logins(1).start();
        Source source = open(server)) {
      List<Future<String>> texts = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int number = i;
        texts.add(threads.submit(() -> text(file(source, number + ".json"))));
      }
      for (int i = 0; i < 4; i++) {
        assertThat(texts.get(i).get(30, TimeUnit.SECONDS))
            .isEqualTo(String.valueOf(i).repeat(200_000));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aThreadDoesNotWaitForItself() throws Exception {
    write("books.json", "A".repeat(3_000_000));
    try (TestFtpServer server = TestFtpServer.of(home).logins(1).start();
        Source source = open(server)) {
      SourceFile found = file(source, "books.json");
      try (InputStream in = found.open(0, found.state())) {
        assertThat(in.read()).isEqualTo('A');
        assertThatThrownBy(found::state)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("421");
      }
    }
  }

  @Test
  void aConnectionThatTheServerDroppedMeanwhileIsReplaced() throws Exception {
    write("books.json", "A");
    try (TestFtpServer server = TestFtpServer.of(home).start();
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
    write("books.json", "A".repeat(3_000_000));
    try (TestFtpServer server = TestFtpServer.of(home).bytesPerSecond(100_000).start()) {
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
        "#1;2&3$x.json"
      })
  void oddNamesAreFoundByNameAndByPattern(String name) throws Exception {
    write("odd folder/" + name, name);
    try (TestFtpServer server = TestFtpServer.of(home).start();
        Source source = open(server)) {
      assertThat(text(file(source, "odd folder/" + name))).isEqualTo(name);
      assertThat(text(file(source, "odd folder/*.json"))).isEqualTo(name);
      assertThat(file(source, "odd*/*.json").name()).isEqualTo(name);
    }
  }

  @Test
  void aNameWithALineBreakNeitherBreaksTheListingNorBecomesACommand() throws Exception {
    write("a\nDELE books.json", "A");
    write("books.json", "B");
    try (TestFtpServer server = TestFtpServer.of(home).start();
        Source source = open(server)) {
      assertThat(files(source, "*.json")).extracting(SourceFile::name).contains("books.json");
      assertThat(text(file(source, "books.json"))).isEqualTo("B");
      assertThat(server.commands()).noneMatch(it -> it.startsWith("DELE"));
    }
  }

  @Test
  void linksAreFollowed() throws Exception {
    Path real = write("elsewhere/real.json", "A");
    Files.createDirectories(home.resolve("vendor"));
    Files.createSymbolicLink(home.resolve("vendor/books.json"), real);
    Files.createSymbolicLink(home.resolve("linked"), home.resolve("vendor"));
    try (TestFtpServer server = TestFtpServer.of(home).start();
        Source source = open(server)) {
      assertThat(text(file(source, "linked/books.json"))).isEqualTo("A");
      assertThat(text(file(source, "link*/*.json"))).isEqualTo("A");
    }
  }

  @Test
  void aFolderInTheFilesPlaceIsNamed() throws Exception {
    Files.createDirectories(home.resolve("books.json"));
    try (TestFtpServer server = TestFtpServer.of(home).start();
        Source source = open(server)) {
      assertThatThrownBy(() -> files(source, "books.json"))
          .isInstanceOf(LakeException.class)
          .hasMessage(
              "ftp://bookreel@127.0.0.1:%d/books.json is not a file. Have a file put there, or correct 'delivery' in the table's definition",
              server.port());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"books.json", "*.json", "nowhere/books.json", "nowhere/*.json"})
  void aMissingFileIsMissing(String delivery) throws Exception {
    try (TestFtpServer server = TestFtpServer.of(home).start();
        Source source = open(server)) {
      assertThatThrownBy(() -> files(source, delivery))
          .isInstanceOf(MissingFileException.class)
          .hasMessage("there is no '%s' in ftp://bookreel@127.0.0.1:%d/", delivery, server.port());
    }
  }

  @Test
  void aFileThatVanishedIsNamed() throws Exception {
    Path file = write("books.json", "A");
    try (TestFtpServer server = TestFtpServer.of(home).start();
        Source source = open(server)) {
      SourceFile found = file(source, "books.json");
      FileState state = found.state();
      Files.delete(file);

      assertThatThrownBy(() -> found.open(0, state))
          .isInstanceOf(LakeException.class)
          .hasMessageStartingWith(
              "ftp://bookreel@127.0.0.1:%d/books.json cannot be read: the server answers 550",
              server.port())
          .hasMessageEndingWith(
              "See whether it is still there, and whether 'bookreel' may read it");
      assertThatThrownBy(found::state).hasMessageContaining("is not there any more");
    }
  }

  @Test
  void thePathIsAPrefixWithPartsOfATimeToo() throws Exception {
    write("dumps/2021-12-29/books.json", "A");
    write("dumps/2021-12-30/books.json", "B");
    try (TestFtpServer server = TestFtpServer.of(home).start();
        Source source = open(with(settings(server), "path", "/dumps/{date}/"))) {
      List<SourceFile> found = files(source, "books.json");

      assertThat(found)
          .extracting(SourceFile::deliveredAt)
          .containsExactly(
              Optional.of(Instant.parse("2021-12-29T00:00:00Z")),
              Optional.of(Instant.parse("2021-12-30T00:00:00Z")));
      assertThat(found.get(1).location())
          .isEqualTo("ftp://bookreel@127.0.0.1:%d//dumps/2021-12-30/books.json", server.port());
      assertThat(text(found.get(1))).isEqualTo("B");
    }
  }

  @Test
  void withoutAUserTheLoginIsAnonymous() throws Exception {
    write("books.json", "A");
    try (TestFtpServer server = TestFtpServer.of(home).start();
        Source source =
            kind.open(
                Deliveries.source(
                    "ftp",
                    Map.of("host", "127.0.0.1", "port", String.valueOf(server.port())),
                    Map.of()),
                home)) {
      assertThat(text(file(source, "books.json"))).isEqualTo("A");
      assertThat(server.commands()).contains("USER anonymous");
      assertThat(source.location()).isEqualTo("ftp://127.0.0.1:%d/", server.port());
    }
  }

  @Test
  void aRefusedLoginIsNamedWithoutThePassword() throws FtpException {
    try (TestFtpServer server = TestFtpServer.of(home).start()) {
      assertThatThrownBy(
              () ->
                  kind.open(
                      Deliveries.source("ftp", settings(server), Map.of("password", "wrong one")),
                      home))
          .isInstanceOf(LakeException.class)
          .hasMessage(
              "ftp://bookreel@127.0.0.1:%d/ refuses the login of 'bookreel': 530 Authentication failed. Correct 'user' and 'password' of the source",
              server.port());
    }
  }

  @Test
  void anUnknownHostMayBeKnownLater() {
    assertThatThrownBy(() -> open(Map.of("host", "nowhere.invalid")))
        .isInstanceOf(IOException.class)
        .hasMessage("the host 'nowhere.invalid' is unknown");
  }

  @Test
  void whereNobodyListensSomebodyMayLater() throws Exception {
    int port;
    try (TestFtpServer server = TestFtpServer.of(home).start()) {
      port = server.port();
    }
    assertThatThrownBy(() -> open(Map.of("host", "127.0.0.1", "port", String.valueOf(port))))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("ftp://127.0.0.1:%d/ does not answer: Connection refused", port);
  }

  @Test
  void aGrowingFileHasAnotherStateEachTime() throws Exception {
    Path file = write("books.json", "A");
    try (TestFtpServer server = TestFtpServer.of(home).start();
        Source source = open(server)) {
      SourceFile found = file(source, "books.json");
      FileState before = found.state();
      Files.writeString(file, "AB");
      Files.setLastModifiedTime(file, FileTime.from(CHANGED));

      assertThat(found.state()).isEqualTo(FileState.of(2, CHANGED)).isNotEqualTo(before);
      assertThat(found.checksum()).contains(md5("AB"));
    }
  }

  private Source open(TestFtpServer server) throws IOException {
    return open(settings(server));
  }

  private Source open(Map<String, String> settings) throws IOException {
    return kind.open(
        Deliveries.source("ftp", settings, Map.of("password", TestFtpServer.PASSWORD)), home);
  }

  private static Map<String, String> settings(TestFtpServer server) {
    return Map.of(
        "host",
        "127.0.0.1",
        "port",
        String.valueOf(server.port()),
        "user",
        TestFtpServer.USER,
        "timeout",
        "5s");
  }

  private Path write(String path, String content) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return Files.setLastModifiedTime(file, FileTime.from(CHANGED));
  }

  private static Checksum md5(String content) throws Exception {
    return new Checksum(
        "MD5",
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("MD5").digest(content.getBytes(StandardCharsets.UTF_8))));
  }
}
