package dev.bookreel.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.cli.input.Workplace.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bookreel sources}: what there is to fetch from, and whether it works. */
class SourcesCommandTest {
  private final Workplace place;

  SourcesCommandTest(@TempDir Path directory) {
    place = new Workplace(directory);
  }

  @BeforeEach
  void declareTwoSources() throws Exception {
    place.write(
        "lake/lake.yaml",
        """
        lake: test
        zone: Europe/Berlin
        sources:
          app: { kind: directory, path: ../app, tables: [stream.*], schedule: "5 * * * *" }
          vendor: { kind: directory, path: ../vendor }
        """);
    place.write("app/movies.csv", Workplace.HEADER);
    Files.setLastModifiedTime(
        place.path("app/movies.csv"), FileTime.from(Instant.parse("2021-12-29T02:00:00Z")));
  }

  @Test
  void sourcesAreListedWithTheTablesThatTheyDeliver() {
    Outcome outcome = place.run("sources");

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.rows())
        .containsExactly(
            "app directory source 'app' 5 * * * * stream.movies",
            "vendor directory source 'vendor' vendor.authors");
  }

  @Test
  void whatCannotBeFetchedIsToldBesideWhatCan() {
    Outcome outcome = place.run("sources", "check");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.rows())
        .containsExactly(
            "stream.movies app yes 1 DIR/app/movies.csv 20 2021-12-29T02:00:00.000Z",
            "vendor.authors vendor no 0");
    assertThat(outcome.err())
        .isEqualTo(
            "bookreel: vendor.authors: Cannot open the directory source 'vendor': DIR/vendor does"
                + " not exist. Name the directory that holds the deliveries\n");
    assertThat(place.path("data")).doesNotExist();
  }

  @Test
  void everythingThatWorksIsSuccess() {
    place.write("vendor/authors.json", Workplace.authors("Ada"));

    Outcome outcome = place.run("sources", "check", "--format", "json");

    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("\"works\":\"yes\"").doesNotContain("\"works\":\"no\"");
  }

  @Test
  void onlyWhoFetchesFromASourceNeedsWhatItsSettingsName() {
    place.write(
        "lake/lake.yaml",
        """
        lake: test
        zone: Europe/Berlin
        sources:
          vendor: { kind: directory, path: "${BOOKREEL_NOT_SET}" }
        """);
    place.write("dump/movies.csv", Workplace.HEADER);
    place.write("dump/authors.json", Workplace.authors("Ada"));

    assertThat(place.run("run", "--from", "dump").status()).isZero();
    assertThat(place.run("sql", "SELECT name FROM vendor.authors").rows()).containsExactly("Ada");
    for (String command : List.of("run", "fetch", "sources", "validate")) {
      Outcome outcome = place.run(command);
      assertThat(outcome.err())
          .as(command)
          .isEqualTo(
              "bookreel: lake/lake.yaml:4: Environment variable 'BOOKREEL_NOT_SET' is not set. Set"
                  + " it, or give a default: ${BOOKREEL_NOT_SET:-default}.\n");
      assertThat(outcome.status()).isEqualTo(2);
    }
  }

  @Test
  void aGivenLocationIsCheckedInstead() {
    place.write("dump/movies.csv", Workplace.HEADER);
    place.write("dump/authors.json", Workplace.authors("Ada"));

    assertThat(place.run("sources", "--from", "dump").rows())
        .containsExactly("--from directory given by --from stream.movies, vendor.authors");
    assertThat(place.run("sources", "check", "--from", "dump").status()).isZero();
  }
}
