package dev.bookreel.cli.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bookreel.cli.input.Workplace.Outcome;
import dev.bookreel.compression.Packed;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A disk that is full at one step or the other of a night: the lake's, the raw zone's, or the one
 * for temporary files.
 */
class FullDiskTest {
  private static final int PAGE_BYTES = 4096;
  private static final List<String> QUERIES =
      List.of(
          "select * from stream.movies_history order by all",
          "select * from vendor.authors_history order by all",
          "select table_name, reason, record from lake.quarantine order by all",
          "select parameters, inputs, movies from analytics.movies_added order by all",
          "select table_name, delivered_at, inserted, updated, deleted, version from lake.loads"
              + " where status <> 'failed' order by all",
          "select table_name, delivered_at, bytes, status from lake.deliveries order by all");

  private static final String PLAYS =
      """
      table: stream.plays
      description: Plays, so many that the memory for them must be more than 100 MB.
      delivery: plays.csv
      format: csv
      contains: everything
      max_changed: 100 %
      key: [id]
      columns:
        id:   { type: string }
        note: { type: string }
      """;
  private static final int MANY_PLAYS = 180_000;
  private static final String LONG_QUESTION =
      """
      -- title: How many different texts are there?
      -- description: More than fit into 100 MB of memory.
      select count(distinct md5(range::varchar)) as texts from range(1000000)
      """;

  private static List<List<String>> undisturbed;

  @TempDir Path directory;
  private Optional<Mount> mount = Optional.empty();
  private Path disk;

  private void mountADisk(Path place) throws Exception {
    mountADisk(place, "20m");
  }

  private void mountADisk(Path place, String size) throws Exception {
    disk = Files.createDirectories(place);
    mount = Mount.at(disk, "size=" + size);
    assumeTrue(mount.isPresent(), "Left out: this user may not mount a file system");
  }

  @BeforeAll
  static void undisturbedNights(@TempDir Path directory) {
    Workplace place = new Workplace(directory);
    place.firstNight();
    secondNight(place);
    assertThat(place.night(2).status()).isZero();
    undisturbed = contentOf(place);
  }

  @AfterEach
  void unmountIt() throws Exception {
    if (mount.isPresent()) {
      mount.get().unmount();
    }
  }

  /** With how many free pages a night fails where depends on the files it makes. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4, 6, 8, 9, 12, 15, 18})
  void theSameCommandCompletesWhenThereIsRoomForTheLakeAgain(int freePages) throws Exception {
    mountADisk(directory.resolve("disk"));

    theSameCommandCompletes(disk.resolve("lake"), freePages);
  }

  /** The raw zone alone, the tables being on a disk with room. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4, 6, 8})
  void theSameCommandCompletesWhenThereIsRoomForTheRawZoneAgain(int freePages) throws Exception {
    Path lake = directory.resolve("lake");
    mountADisk(lake.resolve("raw"));

    theSameCommandCompletes(lake, freePages);
  }

  private void theSameCommandCompletes(Path lake, int freePages) throws Exception {
    Workplace disturbed = new Workplace(directory.resolve("disturbed"), lake);
    disturbed.firstNight();
    secondNight(disturbed);
    Path filler = fillUpTo(freePages);

    Outcome full = disturbed.night(2);

    if (full.status() == 0) {
      assertThat(full.err()).doesNotContain("bookreel:", "failed");
    } else {
      assertThat(full.status()).isEqualTo(1);
      assertThat(full.err().lines().filter(line -> line.matches("(bookreel:|failed) .*")))
          .isNotEmpty()
          .allMatch(line -> line.contains(": No space left on device."))
          .noneMatch(line -> line.contains("Exception") || line.contains("wrong"));
    }
    Files.delete(filler);
    Outcome again = disturbed.night(2);
    assertThat(again.status()).as(again.err()).isZero();
    assertThat(contentOf(disturbed)).isEqualTo(undisturbed);
  }

  /** A compressed delivery is inflated on the lake's disk. */
  @Test
  void theSameCommandCompletesWhenThereIsRoomToInflateAgain() throws Exception {
    mountADisk(directory.resolve("disk"));
    Workplace place = new Workplace(directory.resolve("inflating"), disk.resolve("lake"));
    place.firstNight();
    place.delete("dump/movies.csv");
    place.write("dump/movies.csv.gz", Packed.gzip(longMovies().getBytes(UTF_8)));
    Path filler = fillUpTo(100);

    Outcome full = place.night(2);

    assertThat(full.status()).isEqualTo(1);
    assertThat(full.err())
        .containsPattern(
            "or inflate it into LAKE/system/\\.inflated-.*: (too little room|No space)");
    assertThat(place.query("select count(*) from stream.movies")).containsExactly("10");
    Files.delete(filler);
    Outcome again = place.night(2);
    assertThat(again.status()).as(again.err()).isZero();
    assertThat(place.query("select count(*) from stream.movies")).containsExactly("510");
  }

  private static String longMovies() {
    return IntStream.range(0, 500)
        .mapToObj(i -> "x".repeat(4_000) + i + ",1,2021-12-11T10:00:00Z\n")
        .collect(Collectors.joining("", Workplace.HEADER + Workplace.movies(), ""));
  }

  /** Of this load and answer some megabytes do not fit into the memory that they may take. */
  @ParameterizedTest
  @ValueSource(ints = {0, 100})
  void theSameCommandCompletesWhenThereIsRoomForTemporaryFilesAgain(int freePages)
      throws Exception {
    Workplace place = new Workplace(directory.resolve("spilling"));
    place.delete("lake/tables/stream/movies.yaml");
    place.delete("lake/tables/vendor/authors.yaml");
    place.delete("lake/questions/movies-added.sql");
    place.write("lake/tables/stream/plays.yaml", PLAYS);
    place.write("dump/plays.csv", "id,note\n%032d,old\n".formatted(0));
    assertThat(place.night(1).status()).isZero();
    SortedMap<String, Long> before = place.tableFiles();
    place.write("lake/questions/long-question.sql", LONG_QUESTION);
    place.write("dump/plays.csv", plays());
    mountADisk(directory.resolve("disk"), "100m");
    Path filler = fillUpTo(freePages);

    Outcome full = spilling(place);

    assertThat(full.status()).isEqualTo(1);
    assertThat(full.err().lines().filter(line -> line.matches("(bookreel:|failed) .*")))
        .hasSize(2)
        .allMatch(
            line ->
                line.contains(
                    ": no room is left for temporary files in %s/bookreel-spill-".formatted(disk)))
        .allMatch(
            line ->
                line.contains(
                    ". Make room there, name another folder with"
                        + " BOOKREEL_JAVA_OPTS=-Djava.io.tmpdir=..., or give more than the 100 MB"
                        + " of memory that may be used with --memory"))
        .noneMatch(line -> line.contains("Exception") || line.contains("wrong"));
    assertThat(place.tableFiles()).isEqualTo(before);
    assertThat(place.query("select note from stream.plays_history")).containsExactly("old");
    assertThat(place.path("data/gold/long_question")).doesNotExist();
    assertThat(disk)
        .isDirectoryContaining(filler::equals)
        .isDirectoryNotContaining("glob:**spill*");
    Files.delete(filler);
    Outcome again = spilling(place);
    assertThat(again.status()).as(again.err()).isZero();
    assertThat(
            place.query(
                "select count(*), count(distinct id), count(distinct note), sum(note::int)"
                    + " from stream.plays"))
        .containsExactly(
            "%1$d,%1$d,%1$d,%2$d".formatted(MANY_PLAYS, MANY_PLAYS * (MANY_PLAYS - 1L) / 2));
    assertThat(place.query("select note from stream.plays_history where not is_latest"))
        .containsExactly("old");
    assertThat(place.query("select texts from analytics.long_question")).containsExactly("1000000");
  }

  private static String plays() {
    return IntStream.range(0, MANY_PLAYS)
        .mapToObj(i -> "%032d,%096d\n".formatted(i * 7919L % MANY_PLAYS, i))
        .collect(Collectors.joining("", "id,note\n", ""));
  }

  /** A night with little memory, the system's temporary directory being on the disk. */
  private Outcome spilling(Workplace place) {
    String usual = System.setProperty("java.io.tmpdir", disk.toString());
    try {
      return place.run(
          "run", "--from", "dump", "--delivered-at", Workplace.time(2), "--memory", "100MB");
    } finally {
      System.setProperty("java.io.tmpdir", usual);
    }
  }

  private static void secondNight(Workplace place) {
    String more =
        IntStream.range(0, 500)
            .mapToObj(i -> "More %d,%d,2021-12-11T10:00:00Z\n".formatted(i * 7919, i))
            .collect(Collectors.joining());
    place.write(
        "dump/movies.csv",
        Workplace.HEADER
            + Workplace.movies().replace("Movie 3,103", "Movie 3,303")
            + more
            + "Bad,x,\n");
    place.write("dump/authors.json", Workplace.authors("Ada", "Bo", "Cy", "Di"));
  }

  private static List<List<String>> contentOf(Workplace place) {
    return QUERIES.stream().map(place::query).toList();
  }

  private Path fillUpTo(int freePages) throws IOException {
    Path filler = disk.resolve("filler");
    long bytes = Files.getFileStore(disk).getUsableSpace() - (long) freePages * PAGE_BYTES;
    try (OutputStream out = Files.newOutputStream(filler)) {
      out.write(new byte[Math.toIntExact(bytes)]);
    }
    return filler;
  }
}
