package dev.bookreel.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.cli.input.Workplace.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and folders whose names mean something to SQL, URIs, shells or terminals. */
class OddNamesTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "two words.csv",
        " .csv",
        "it's.csv",
        "a\"b\".csv",
        "100%.csv",
        "%2e%2e.csv",
        "a#b?c=d&e.csv",
        "..csv",
        "...",
        "a..b",
        "-rf",
        "*",
        "[a]{b$(c)`d`;e|f",
        "İstanbul ß.csv",
        "🎬 夜.csv",
        "e\u0301.csv",
        "vendor dumps/2021's #1/movies.csv"
      })
  void aDeliveryMayHaveAnyName(String name) {
    Workplace place = new Workplace(directory);
    place.write(
        "lake/tables/stream/movies.yaml",
        place
            .read("lake/tables/stream/movies.yaml")
            .replace("delivery: movies.csv", "delivery: '" + name.replace("'", "''") + "'"));
    place.write("dump/" + name, Workplace.HEADER + Workplace.movies() + "Bad,x,\n");

    Outcome outcome = place.load("stream.movies", 1);

    assertThat(outcome.err())
        .isEqualTo("loaded stream.movies of 2021-12-01T02:00:00Z: 10 inserted, 1 quarantined\n");
    assertThat(place.query("select file from lake.deliveries"))
        .containsExactly("raw/stream/movies/2021-12-01T02-00-00.000Z.csv");
    assertThat(place.query("select count(*) from stream.movies")).containsExactly("10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"two\nlines", "tab\there", "a\u0007bell", "\u202Ereversed", "🎬 #1 100%"})
  void aSourceMayLieAnywhere(String folder) {
    Workplace place = new Workplace(directory);
    place.write(folder + "/movies.csv", Workplace.HEADER + Workplace.movies());

    Outcome fetched =
        place.run(
            "fetch",
            "stream.movies",
            "--from",
            folder,
            "--delivered-at",
            Workplace.time(1),
            "--format",
            "json");

    assertThat(fetched.status()).as(fetched.err()).isZero();
    assertThat(place.run("load", "stream.movies").err())
        .isEqualTo("loaded stream.movies of 2021-12-01T02:00:00Z: 10 inserted\n");
  }

  @Test
  void aDeliveryIsNotLookedForOutsideOfItsSource() {
    Workplace place = new Workplace(directory);
    place.write(
        "lake/tables/stream/movies.yaml",
        place
            .read("lake/tables/stream/movies.yaml")
            .replace("delivery: movies.csv", "delivery: ../movies.csv"));
    place.write("movies.csv", Workplace.HEADER + Workplace.movies());

    assertThat(place.run("fetch", "stream.movies", "--from", "dump").err())
        .contains("Delivery '../movies.csv' is not a path within a source.");
  }
}
