package dev.bookreel.story;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.delivery.FetchSource;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.Inventory.LeftOver;
import dev.bookreel.file.Listing;
import dev.bookreel.file.SpillFolder;
import dev.bookreel.source.FileState;
import dev.bookreel.source.SourceFile;
import dev.bookreel.source.Wanted;
import dev.bookreel.upkeep.Cleaning;
import dev.bookreel.upkeep.Upkeep;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What interrupted runs leave, and that nothing else goes with it. */
class CleanTest {
  private static final String UUID = "01234567-89ab-4cde-8f01-23456789abcd";
  private static final String OWN_VECTOR =
      "deletion_vector_01234567-89ab-8cde-8f01-23456789abcd.bin";
  private static final String FOREIGN = "part-00000-" + UUID + "-c000.snappy.parquet";

  private @TempDir Path directory;
  private Path lake;

  @BeforeEach
  void fillALake() {
    lake = directory.resolve("lake");
    try (Project project = new Project(lake)) {
      project.fetch(Project.root().resolve("samples"), Optional.empty());
      project.load();
      project.ask();
      project.rebuild("stream.users");
      project.engine().compact(project.table("vendor.books").name());
    }
  }

  private Cleaning clean() {
    try (Project project = new Project(lake)) {
      return new Upkeep(lake, project.engine()).clean();
    }
  }

  private Optional<Cleaning> leftOvers() {
    try (Project project = new Project(lake)) {
      return new Upkeep(lake, project.engine()).leftOvers();
    }
  }

  private static List<Path> paths(Cleaning cleaning) {
    return cleaning.removed().stream().map(LeftOver::path).toList();
  }

  private Path left(String name) throws IOException {
    Path file = lake.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "left");
  }

  @Test
  void whereNothingIsLeftNothingIsRemoved() throws IOException {
    List<String> before = LakeFiles.of(lake);

    assertThat(leftOvers().orElseThrow()).isEqualTo(new Cleaning(List.of(), List.of(), 0));
    assertThat(clean()).isEqualTo(new Cleaning(List.of(), List.of(), 0));
    assertThat(LakeFiles.of(lake)).isEqualTo(before);
  }

  @Test
  void whatTablesTakeIsAllButTheDeliveries() throws IOException {
    long expected = 0;
    for (String folder : List.of("silver", "gold", "system")) {
      expected += Listing.of(lake.resolve(folder)).bytes();
    }

    try (Project project = new Project(lake)) {
      assertThat(new Upkeep(lake, project.engine()).tableBytes()).isEqualTo(expected).isPositive();
    }
  }

  @Test
  void everyKindOfLeftOverGoesAndNothingElse() throws IOException {
    List<String> before = LakeFiles.of(lake);
    List<Path> left = new ArrayList<>();
    left.add(left("raw/stream/movies/2030-01-01T02-00-00.000Z.csv"));
    left.add(left("raw/stream/movies/.2030-01-01T02-00-00.000Z." + UUID + ".tmp"));
    left.add(left("silver/stream/movies/is_latest=true/part-" + UUID + ".parquet"));
    left.add(left("silver/stream/movies/" + OWN_VECTOR));
    left.add(left("silver/stream/movies/." + OWN_VECTOR + "." + UUID + ".tmp"));
    left.add(left("silver/stream/movies/_delta_log/.%020d.json.%s.tmp".formatted(9, UUID)));
    left.add(left("silver/stream/shows/is_latest=true/part-" + UUID + ".parquet"));
    left.add(left("gold/outage_users/part-" + UUID + ".parquet"));
    left.add(left("system/loads/part-" + UUID + ".parquet"));
    left.add(left("system/.stream.users-rebuild-" + UUID + "/part-1.parquet").getParent());

    Cleaning would = leftOvers().orElseThrow();
    Cleaning done = clean();

    assertThat(would).isEqualTo(done);
    assertThat(paths(done)).containsExactlyInAnyOrderElementsOf(left);
    assertThat(done.bytes()).isEqualTo(4L * left.size());
    assertThat(done.kept()).isEmpty();
    assertThat(LakeFiles.of(lake)).isEqualTo(before);
    assertThat(lake.resolve("silver/stream/shows")).doesNotExist();
    assertThat(clean().removed()).isEmpty();
  }

  @Test
  void othersFilesStayForADayAndElsewhereForGood() throws IOException {
    left("silver/stream/movies/" + FOREIGN);
    left("silver/stream/movies/deletion_vector_" + UUID + ".bin");
    Path old = left("silver/stream/users/" + FOREIGN);
    List<Path> kept =
        List.of(
            left("notes.txt"),
            left("raw/stream/movies/notes.txt"),
            left("silver/stream/users/_delta_log/notes.txt"),
            left("silver/stream/notes/" + FOREIGN));
    for (Path file : kept) {
      makeOld(file);
    }
    makeOld(old);

    assertThat(paths(clean())).containsExactly(old);
  }

  private static void makeOld(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
  }

  @Test
  void whereTheLogIsDamagedNothingIsJudged() throws IOException {
    Path log = lake.resolve("silver/stream/movies/_delta_log");
    Path last = log.resolve("%020d.json".formatted(2));
    Files.delete(last);
    List<String> before = LakeFiles.of(lake);

    Cleaning cleaning = clean();

    assertThat(cleaning.removed()).isEmpty();
    assertThat(cleaning.kept())
        .containsExactly(
            "stream.movies: left alone, for its files cannot be told from left-overs while"
                + " silver/stream/movies/_delta_log/00000000000000000002.json is damaged. 'bookreel"
                + " verify stream.movies' tells how to mend it");
    assertThat(LakeFiles.of(lake)).isEqualTo(before);
  }

  /** It still reads well, but names other files: those that it named would be left over. */
  @Test
  void whereACommitIsNotWhatWasSealedNothingIsJudged() throws IOException {
    Path last = lake.resolve("silver/stream/movies/_delta_log").resolve("%020d.json".formatted(2));
    Files.writeString(last, Files.readString(last).replace("/part-", "/pert-"));

    Cleaning cleaning = clean();

    assertThat(cleaning.removed()).isEmpty();
    assertThat(cleaning.kept()).singleElement().asString().startsWith("stream.movies: left alone");
  }

  @Test
  void aTableWhoseLogIsGoneIsNotCleanedAway() throws IOException {
    Files.move(lake.resolve("silver/stream/movies/_delta_log"), directory.resolve("log"));

    assertThat(clean().removed()).isEmpty();
  }

  @Test
  void aDeliveryThatLostItsManifestIsNotCleanedAway() throws IOException {
    Path folder = lake.resolve("raw/stream/movies");
    Files.delete(folder.resolve("2021-12-30T02-00-00.000Z.manifest.json"));

    assertThat(clean().removed()).isEmpty();

    Files.delete(folder.resolve(".2021-12-30T02-00-00.000Z.manifest.json.sha256"));

    assertThat(clean().removed()).isEmpty();
  }

  @Test
  @Timeout(60)
  void whatARunningProcessWritesStaysAndGoesWhenItWasKilled() throws Exception {
    String usual = System.getProperty("java.io.tmpdir");
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    System.setProperty("java.io.tmpdir", temporary.toString());
    try {
      whatAProcessWritesStaysAndGoesWhenItWasKilled(temporary);
    } finally {
      System.setProperty("java.io.tmpdir", usual);
    }
  }

  private void whatAProcessWritesStaysAndGoesWhenItWasKilled(Path temporary) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Hanging.class.getName(),
                lake.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader(UTF_8)) {
      assertThat(out.readLine()).isEqualTo("half of it is written");
      List<String> during = LakeFiles.of(lake);

      assertThat(SpillFolder.abandoned(lake)).isEmpty();
      assertThat(leftOvers()).isEmpty();
      assertThatThrownBy(this::clean)
          .isInstanceOf(LakeException.class)
          .hasMessage(
              "Cannot clean %s: another run is writing in it. Nothing was removed; clean again when"
                  + " that has ended",
              lake);
      assertThat(LakeFiles.of(lake)).isEqualTo(during);
    } finally {
      process.destroyForcibly().waitFor();
    }

    assertThat(leftOvers().orElseThrow().removed()).hasSize(2);
    List<LeftOver> removed = clean().removed();
    assertThat(removed)
        .anySatisfy(
            it -> {
              assertThat(it.path().toString()).matches(".*/raw/stream/movies/\\..*\\.tmp");
              assertThat(it.bytes()).isEqualTo(Hanging.HALF);
            })
        .anySatisfy(
            it -> {
              assertThat(it.path().getParent()).isEqualTo(temporary);
              assertThat(it.what()).isEqualTo("temporary files of a killed process");
            });
    assertThat(removed).hasSize(2).allSatisfy(it -> assertThat(it.path()).doesNotExist());
    assertThat(clean().removed()).isEmpty();
  }

  /** A process that fetches a file of which the second half never comes. */
  static final class Hanging {
    /** As many whole buffers: what is in one that is not full yet has not been written. */
    static final int HALF = 1 << 20;

    private Hanging() {}

    public static void main(String... lake) {
      try (Project project = new Project(Path.of(lake[0]))) {
        project.fetch(
            new FetchSource("hanging", "a source that hangs", table -> true, HangingSource::new));
      }
    }
  }

  private static final class HangingSource implements dev.bookreel.source.Source {
    @Override
    public List<SourceFile> files(Wanted wanted) {
      return wanted.table().delivery().equals("internal/movies.csv")
          ? List.of(new HangingFile())
          : List.of();
    }

    @Override
    public String location() {
      return "hanging";
    }

    @Override
    public void close() {}
  }

  private static final class HangingFile implements SourceFile {
    @Override
    public String location() {
      return "hanging:movies.csv";
    }

    @Override
    public Optional<Instant> deliveredAt() {
      return Optional.empty();
    }

    @Override
    public FileState state() {
      return FileState.of(2L * Hanging.HALF, Instant.EPOCH);
    }

    @Override
    public InputStream open(long offset, FileState as) {
      return new InputStream() {
        private int given;

        @Override
        public int read() throws IOException {
          throw new IOException("Nobody reads single bytes");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          if (given == Hanging.HALF) {
            System.out.println("half of it is written");
            return System.in.read();
          }
          int count = Math.min(length, Hanging.HALF - given);
          given += count;
          return count;
        }
      };
    }
  }
}
