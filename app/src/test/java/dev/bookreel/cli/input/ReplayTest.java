package dev.bookreel.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows and deliveries that were refused, and how a corrected definition takes them in. */
class ReplayTest {
  private static final String DEFINITION = "lake/tables/stream/movies.yaml";

  @TempDir Path directory;
  private Workplace place;

  @BeforeEach
  void firstNights() {
    place = new Workplace(directory);
    String lenient = place.read(DEFINITION);
    place.write(
        DEFINITION, lenient + "checks:\n  short: { that: mins < 200, otherwise: quarantine }\n");
    place.firstNight();
    place.write("dump/movies.csv", Workplace.HEADER + Workplace.movies() + "Long,300,\nx\nY,z,\n");
    place.load("stream.movies", 2);
    place.write("dump/movies.csv", Workplace.HEADER + Workplace.movies() + "Long,100,\n");
    place.load("stream.movies", 3);
    place.write(DEFINITION, lenient);
  }

  @Test
  void quarantineListsRowsWithTheirFileAndPosition() {
    assertThat(place.run("quarantine", "stream.movies", "--format", "csv").out())
        .isEqualTo(
            "table_name,delivered_at,file,position,reason,record\n"
                + row(
                    11,
                    "check short failed: mins < 200",
                    "{\"\"title\"\":\"\"Long\"\",\"\"mins\"\":\"\"300\"\",\"\"added_at\"\":null}")
                + row(12, "\"line 13: too few fields, 1 instead of 3\"", "\"\"x\"\"")
                + row(
                    13,
                    "mins: 'z' is not an int",
                    "{\"\"title\"\":\"\"Y\"\",\"\"mins\"\":\"\"z\"\",\"\"added_at\"\":null}"));
    assertThat(place.run("quarantine").rows()).hasSize(3);
    assertThat(place.run("quarantine", "vendor.authors").rows()).isEmpty();
  }

  private static String row(int position, String reason, String record) {
    return "stream.movies,2021-12-02T02:00:00.000Z,raw/stream/movies/2021-12-02T02-00-00.000Z.csv,%d,%s,\"%s\"\n"
        .formatted(position, reason, record);
  }

  @Test
  void replayTakesInWhatTheDefinitionAcceptsByNow() {
    assertThat(place.run("replay", "stream.movies").err())
        .isEqualTo(
            "replayed stream.movies of 2021-12-02T02:00:00Z: 1 inserted, 10 unchanged, 2"
                + " quarantined\n");

    String history =
        "select mins, valid_from, valid_to from stream.movies_history where title = 'Long'"
            + " order by valid_from";
    assertThat(place.query(history))
        .containsExactly(
            "300,2021-12-02T02:00:00.000Z,2021-12-03T02:00:00.000Z",
            "100,2021-12-03T02:00:00.000Z,");
    assertThat(place.query("select position from lake.quarantine order by all"))
        .containsExactly("12", "13");
    assertThat(place.query("select status from lake.loads where table_name = 'stream.movies'"))
        .containsExactlyInAnyOrder("loaded", "loaded", "loaded", "replayed");
    assertThat(place.run("rebuild", "stream.movies").status()).isZero();
    assertThat(place.query(history)).hasSize(2);
    assertThat(place.query("select count(*) from lake.quarantine")).containsExactly("2");
  }

  @Test
  void whatStillIsRefusedChangesNothing() {
    place.run("replay", "stream.movies");
    var files = place.tableFiles();

    assertThat(place.run("replay", "stream.movies").status()).isZero();
    assertThat(place.tableFiles()).isEqualTo(files);
    assertThat(place.run("replay", "vendor.authors").out())
        .isEqualTo("There is nothing new to load.\n");
  }

  @Test
  void aDeliveryThatFailedIsReplayedInItsPlace() {
    String lenient = place.read(DEFINITION);
    place.write(DEFINITION, lenient + "checks:\n  short: { that: mins < 200, otherwise: fail }\n");
    place.write("dump/movies.csv", Workplace.HEADER + Workplace.movies() + "Long,400,\n");
    place.load("stream.movies", 4);
    place.write("dump/movies.csv", Workplace.HEADER + Workplace.movies() + "Long,120,\n");
    place.load("stream.movies", 5);
    assertThat(place.run("status").out())
        .contains(" When that is mended, run 'bookreel replay stream.movies'\n");

    place.write(DEFINITION, lenient);
    assertThat(place.run("replay", "stream.movies").status()).isZero();

    assertThat(
            place.query(
                "select mins from stream.movies_history where title = 'Long' order by valid_from"))
        .containsExactly("300", "100", "400", "120");
    assertThat(place.query("select status from lake.loads where message like 'taken in%'"))
        .containsExactly("loaded");
  }
}
