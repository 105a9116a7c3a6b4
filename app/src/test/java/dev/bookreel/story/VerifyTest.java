package dev.bookreel.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.TableName;
import dev.bookreel.file.Seals;
import dev.bookreel.file.Sha256;
import dev.bookreel.storage.s3.S3Folders;
import dev.bookreel.upkeep.Finding;
import dev.bookreel.upkeep.Finding.Kind;
import dev.bookreel.upkeep.Upkeep;
import dev.bookreel.upkeep.Verification;
import dev.bookreel.upkeep.VerifyListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A lake with a history of everything, in which one file after the other is damaged. */
class VerifyTest {
  private static final String RAW = "raw/stream/movies/.*\\.csv";
  private static final String MANIFEST = "raw/stream/movies/[^.].*\\.manifest\\.json";
  private static final String SHARED_MANIFEST = "raw/vendor/books/2021-12-30.*\\.manifest\\.json";
  private static final String DATA = "silver/stream/movies/is_latest=true/.*\\.parquet";
  private static final String VECTOR = "silver/stream/movies/deletion_vector_.*\\.bin";
  private static final String COMMIT = "silver/stream/movies/_delta_log/0.*05\\.json";
  private static final String FIRST_COMMIT = "silver/stream/movies/_delta_log/0{20}\\.json";
  private static final String LAST_COMMIT = "silver/stream/movies/_delta_log/0.*15\\.json";
  private static final String CHECKPOINT =
      "silver/stream/movies/_delta_log/0.*\\.checkpoint.*parquet";
  private static final String POINTER = "silver/stream/movies/_delta_log/_last_checkpoint";
  private static final String GOLD = "gold/outage_users/.*\\.parquet";
  private static final String GOLD_COMMIT = "gold/outage_users/_delta_log/0{20}\\.json";
  private static final String SYSTEM = "system/deliveries/.*\\.parquet";
  private static final String SYSTEM_COMMIT = "system/loads/_delta_log/0{20}\\.json";
  private static final VerifyListener SILENT =
      new VerifyListener() {
        @Override
        public void begins(TableName table, long bytes) {}

        @Override
        public void read(long bytes) {}

        @Override
        public void ends() {}
      };

  private static @TempDir Path original;

  private @TempDir Path directory;
  private Path lake;

  /** Loads of all tables, rebuilds, a compaction and a checkpoint. */
  @BeforeAll
  static void fillALake() {
    try (Project project = new Project(original.resolve("lake"))) {
      project.fetch(Project.root().resolve("samples"), Optional.empty());
      project.load();
      project.ask();
      project.rebuild("vendor.books");
      Source source = new Source(original.resolve("source"), project);
      for (int night = 1; night <= 12; night++) {
        source.deliversMovies(night, "Alien," + night, "Brazil,143", "Casino,178");
        project.loadAccepting("stream.movies");
        if (night == 6) {
          project.engine().compact(TableName.parse("stream.movies"));
        }
      }
    }
  }

  @BeforeEach
  void copyIt() throws IOException {
    lake = directory.resolve("lake");
    copyTo(lake);
  }

  private static void copyTo(Path target) throws IOException {
    Path from = original.resolve("lake");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = target.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private Verification verify() {
    try (Project project = new Project(lake)) {
      Upkeep upkeep = new Upkeep(lake, project.engine());
      return upkeep.verify(upkeep.tables(), SILENT);
    }
  }

  private List<Path> files(Kind kind) {
    return of(kind, verify().findings());
  }

  private static List<Path> of(Kind kind, List<Finding> findings) {
    return findings.stream().filter(finding -> finding.kind() == kind).map(Finding::file).toList();
  }

  private List<Path> damaged() {
    return verify().findings().stream()
        .filter(Finding::isDamage)
        .map(Finding::file)
        .distinct()
        .toList();
  }

  /** The last file whose path within the lake is like this. */
  private Path find(String pattern) throws IOException {
    try (Stream<Path> files = Files.walk(lake)) {
      return files
          .filter(file -> lake.relativize(file).toString().matches(pattern))
          .reduce((first, last) -> first.compareTo(last) > 0 ? first : last)
          .orElseThrow(() -> new AssertionError("No file is like " + pattern));
    }
  }

  @Test
  void anUndamagedLakeIsUndamaged() {
    Verification found = verify();

    assertThat(found.findings()).isEmpty();
    assertThat(found.files()).isGreaterThan(200);
    assertThat(found.bytes()).isGreaterThan(1_000_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        RAW,
        MANIFEST,
        SHARED_MANIFEST,
        DATA,
        VECTOR,
        COMMIT,
        FIRST_COMMIT,
        LAST_COMMIT,
        CHECKPOINT,
        POINTER,
        GOLD,
        GOLD_COMMIT,
        SYSTEM,
        SYSTEM_COMMIT
      })
  void aFlippedByteIsFound(String kind) throws IOException {
    Path file = find(kind);
    byte[] whole = Files.readAllBytes(file);
    for (int position : new int[] {0, whole.length / 2, whole.length - 3}) {
      byte[] damaged = whole.clone();
      damaged[position] ^= 1;
      write(file, damaged);

      assertThat(damaged()).as("byte %d of %s", position, file).contains(file);
    }
    write(file, whole);

    assertThat(damaged()).isEmpty();
  }

  /** A rotten bit leaves the file's time as it was. */
  private static void write(Path file, byte[] content) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    Files.write(file, content);
    Files.setLastModifiedTime(file, time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        RAW,
        MANIFEST,
        DATA,
        VECTOR,
        COMMIT,
        FIRST_COMMIT,
        LAST_COMMIT,
        CHECKPOINT,
        POINTER,
        GOLD,
        GOLD_COMMIT,
        SYSTEM,
        SYSTEM_COMMIT
      })
  void aTruncatedFileAndAnEmptyOneAreFound(String kind) throws IOException {
    Path file = find(kind);
    byte[] whole = Files.readAllBytes(file);
    write(file, java.util.Arrays.copyOf(whole, whole.length - 2));

    assertThat(files(Kind.DAMAGED)).contains(file);

    write(file, new byte[0]);

    assertThat(files(Kind.DAMAGED)).contains(file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        RAW,
        MANIFEST,
        SHARED_MANIFEST,
        DATA,
        VECTOR,
        COMMIT,
        FIRST_COMMIT,
        LAST_COMMIT,
        CHECKPOINT,
        POINTER,
        GOLD,
        GOLD_COMMIT,
        SYSTEM,
        SYSTEM_COMMIT
      })
  void aDeletedFileIsFound(String kind) throws IOException {
    Path file = find(kind);
    Files.delete(file);

    assertThat(files(Kind.MISSING)).contains(file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "raw/stream/movies/2030-01-01T02-00-00.000Z.csv",
        "raw/stream/movies/notes.txt",
        "silver/stream/movies/is_latest=true/part-00000000-0000-4000-8000-000000000000.parquet",
        "silver/stream/movies/part-00000-spark.c000.snappy.parquet",
        "silver/stream/movies/deletion_vector_00000000-0000-4000-8000-000000000000.bin",
        "silver/stream/movies/_delta_log/notes.json",
        "gold/outage_users/part-00000000-0000-4000-8000-000000000000.parquet",
        "system/loads/more.bin"
      })
  void anAddedFileIsFoundAndIsNoDamage(String name) throws IOException {
    Path file = lake.resolve(name);
    Files.writeString(file, "added");

    Verification found = verify();

    assertThat(found.findings()).extracting(Finding::kind).containsExactly(Kind.UNEXPECTED);
    assertThat(found.findings()).extracting(Finding::file).containsExactly(file);
  }

  @Test
  void damageIsToldWithWhatWasExpectedAndWhatHelps() throws IOException {
    Path file = find("silver/vendor/books/is_latest=true/.*\\.parquet");
    String log =
        Files.readString(lake.resolve("silver/vendor/books/_delta_log/%020d.json".formatted(2)));
    Path current;
    try (Stream<Path> files = Files.list(file.getParent())) {
      current =
          files
              .filter(it -> log.contains("\"add\":{\"path\":\"is_latest=true/" + it.getFileName()))
              .findFirst()
              .orElseThrow();
    }
    Files.writeString(current, "rotten");

    assertThat(verify().findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.table()).isEqualTo(TableName.parse("vendor.books"));
              assertThat(finding.message())
                  .matches(
                      "SHA-256 is [0-9a-f]{64}, but was [0-9a-f]{64} when it was written\\. 'bookreel rebuild vendor\\.books' makes the newest version anew from the raw zone");
            });
    try (Project project = new Project(lake)) {
      project.rebuild("vendor.books");
    }
    assertThat(verify().findings())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message()).contains("Only versions before the newest need it"));
  }

  @Test
  void aTableThatIsMovedAwayAndLoadedAnewIsWhole() throws IOException {
    Files.delete(find(COMMIT));
    List<String> before;
    try (Project project = new Project(original.resolve("lake"))) {
      before = project.query("SELECT * FROM stream.movies_history ORDER BY ALL");
    }
    Files.move(lake.resolve("silver/stream/movies"), directory.resolve("away"));

    assertThat(files(Kind.MISSING)).containsExactly(lake.resolve("silver/stream/movies"));
    try (Project project = new Project(lake)) {
      project.loadAccepting("stream.movies");

      assertThat(project.query("SELECT * FROM stream.movies_history ORDER BY ALL"))
          .isEqualTo(before);
    }
    assertThat(verify().findings()).isEmpty();
  }

  @Test
  void withoutSealsLogsAndManifestsAreUnchecked() throws IOException {
    try (Stream<Path> files = Files.walk(lake)) {
      for (Path seal : files.filter(it -> Seals.sealed(it).isPresent()).toList()) {
        Files.delete(seal);
      }
    }

    assertThat(verify().findings()).isNotEmpty().allMatch(it -> it.kind() == Kind.UNCHECKED);
  }

  @Test
  void aSealThatIsCutIsNoDamage() throws IOException {
    Path commit = find(COMMIT);
    Files.writeString(Seals.beside(commit), "12345");

    assertThat(verify().findings())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.kind()).isEqualTo(Kind.UNCHECKED);
              assertThat(it.file()).isEqualTo(commit);
            });
  }

  /** File, manifest and seal agree with each other, but not with what was recorded. */
  @Test
  void aDeliveryThatIsNotTheRecordedOneIsFound() throws IOException {
    Path file = find(RAW);
    Path manifest = find(MANIFEST);
    String delivered = Sha256.of(file);
    String other = Files.readString(file).replace("Casino,178", "Casino,179");
    Files.writeString(file, other);
    Files.writeString(manifest, Files.readString(manifest).replace(delivered, Sha256.of(file)));
    Seals.write(manifest, Sha256.of(manifest));

    assertThat(files(Kind.DAMAGED)).containsExactly(manifest);

    Seals.remove(manifest);
    Files.delete(manifest);

    assertThat(files(Kind.MISSING)).containsExactly(manifest);
  }

  @Test
  void damageInOneTableDoesNotHideThatInAnother() throws IOException {
    Path log = lake.resolve("system/deliveries/_delta_log");
    Files.writeString(log.resolve("%020d.json".formatted(0)), "no json");
    Path data = find(DATA);
    Files.writeString(data, "no parquet");

    assertThat(damaged()).contains(log.resolve("%020d.json".formatted(0)), data);
  }

  @Test
  void aFolderThatCannotBeReadIsToldAndTheOthersAreRead() throws IOException {
    Path folder = lake.resolve("silver/stream/users");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(folder), "root may read everything");
    Path data = find(DATA);
    Files.writeString(data, "no parquet");
    try {
      assertThat(damaged()).contains(folder, data);
    } finally {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /** The same on S3, where a copy takes so long that everything is damaged at once. */
  @Nested
  class OfALakeOnS3 {
    @TempDir(factory = S3Folders.class, cleanup = CleanupMode.NEVER)
    private Path remote;

    @BeforeEach
    void copyItThere() throws IOException {
      copyTo(remote);
      lake = remote;
    }

    private List<Path> findEach(List<String> kinds) throws IOException {
      List<Path> files = new ArrayList<>();
      for (String kind : kinds) {
        files.add(find(kind));
      }
      return files;
    }

    private static Stream<List<String>> kinds() {
      return Stream.of(
          List.of(RAW, SHARED_MANIFEST, DATA, VECTOR, GOLD, SYSTEM),
          List.of(MANIFEST, COMMIT, CHECKPOINT, POINTER, GOLD_COMMIT, SYSTEM_COMMIT));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void damagedMissingAndAddedObjectsAreFound(List<String> kinds) throws IOException {
      List<Path> files = findEach(kinds);
      for (Path file : files) {
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
      }
      Path added = lake.resolve("silver/stream/movies/part-00000-spark.c000.snappy.parquet");
      Files.writeString(added, "added");

      List<Finding> findings = verify().findings();

      assertThat(of(Kind.DAMAGED, findings)).containsAll(files);
      assertThat(of(Kind.UNEXPECTED, findings)).contains(added);
      for (Path file : files) {
        Files.delete(file);
      }
      assertThat(files(Kind.MISSING)).containsAll(files);
    }

    @Test
    void whatIsDamagedIsMendedByARebuild() throws IOException {
      anUndamagedLakeIsUndamaged();
      damageIsToldWithWhatWasExpectedAndWhatHelps();
    }
  }
}
