package dev.bookreel.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bookreel.cli.input.Workplace.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code show} and {@code describe} of a lake's own table, by the place where it lies. */
class ShownTableTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MOVIES = "silver/stream/movies";

  @TempDir Path directory;
  private Workplace place;
  private Path movies;

  @BeforeEach
  void twoNightsAreLoaded() {
    place = new Workplace(directory);
    place.firstNight();
    place.write(
        "dump/movies.csv",
        Workplace.HEADER + Workplace.movies().replace("Movie 0,100,", "Movie 0,77,"));
    assertThat(place.load("stream.movies", 2).status()).isZero();
    movies = directory.resolve("data").resolve(MOVIES);
  }

  @Test
  void theRowsAreThoseOfTheHistory() {
    Outcome shown = place.run("show", movies.toString(), "--format", "csv");

    assertThat(shown.status()).isZero();
    assertThat(shown.out().lines().skip(1))
        .containsExactlyInAnyOrderElementsOf(place.query("select * from stream.movies_history"));
  }

  @Test
  void anEarlierVersionIsShownAsItWas() {
    Outcome shown = place.run("show", movies.toString(), "--at-version", "0", "--format", "csv");

    assertThat(shown.out().lines().skip(1)).hasSize(10).allMatch(row -> row.endsWith(",true"));
  }

  @Test
  void aVersionThatIsNotThereIsRefusedWithThoseThatAre() {
    Outcome outcome = place.run("show", movies.toString(), "--at-version", "7");

    assertThat(outcome)
        .isEqualTo(
            new Outcome(
                2,
                "",
                "bookreel: The table in LAKE/silver/stream/movies has no version 7: there are versions 0 to 1\n"));
  }

  @Test
  void placesAreGivenInAnyForm() {
    String csv = place.run("show", movies.toString(), "--format", "csv").out();

    assertThat(place.run("show", movies.toUri().toString(), "--format", "csv").out())
        .isEqualTo(csv);
    assertThat(
            place
                .run("show", directory.relativize(movies) + "/../movies/", "--format", "csv")
                .out())
        .isEqualTo(csv);
    assertThat(place.run("show", "ftp://host/movies").err())
        .isEqualTo(
            "bookreel: ftp://host/movies: tables can be opened in a local directory or on S3 only."
                + " Give a directory, or s3://bucket/prefix\n");
    assertThat(place.run("show", "file:movies").err())
        .startsWith("bookreel: 'file:movies' is no URI of a local directory");
  }

  @Test
  void whereThereIsNoTableTheNearestIsNamed() {
    assertThat(place.run("show", movies.getParent().toString()).err())
        .isEqualTo(
            "bookreel: There is no Delta table in LAKE/silver/stream: it has no folder _delta_log"
                + " with commits. Did you mean LAKE/silver/stream/movies?\n");
    assertThat(place.run("describe", movies + "/is_latest=true").err())
        .endsWith("Did you mean LAKE/silver/stream/movies?\n");
    assertThat(place.run("show", "nowhere").err())
        .isEqualTo(
            "bookreel: There is no Delta table in DIR/nowhere: it does not exist. Name the folder"
                + " that has the folder _delta_log\n");
  }

  @Test
  void missingAndDamagedFilesAreNamed() throws IOException {
    Path file = parquetFile();
    byte[] content = Files.readAllBytes(file);
    String relative = movies.relativize(file).toString();

    Files.delete(file);
    assertThat(place.run("show", movies.toString()).err())
        .contains("its file LAKE/silver/stream/movies/" + relative + " is missing");

    Files.write(file, "no Parquet at all".getBytes(StandardCharsets.UTF_8));
    Outcome damaged = place.run("show", movies.toString());
    assertThat(damaged.status()).isEqualTo(1);
    assertThat(damaged.err()).startsWith("bookreel: Version 1 of the table").contains(relative);

    Files.write(file, content);
    assertThat(place.run("show", movies.toString()).status()).isZero();
  }

  @Test
  void aQueryNamesAFileThatIsMissingOrDamaged() throws IOException {
    Path file = parquetFile();
    String relative = movies.relativize(file).toString();
    String sql = "SELECT count(title) FROM stream.movies_history";

    Files.delete(file);
    Outcome missing = place.run("sql", sql);
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.err())
        .contains("its file LAKE/silver/stream/movies/" + relative + " is missing");

    Files.write(file, "no Parquet at all".getBytes(StandardCharsets.UTF_8));
    Outcome damaged = place.run("sql", sql);
    assertThat(damaged.status()).isEqualTo(1);
    assertThat(damaged.err())
        .startsWith("bookreel: Cannot open stream.movies: ")
        .contains(relative)
        .endsWith("'bookreel verify' finds damaged and missing files\n");
  }

  @Test
  void damagedLogsAreToldFromTables() throws IOException {
    Files.writeString(movies.resolve("_delta_log/%020d.json".formatted(1)), "{\"add\":");

    for (String command : new String[] {"show", "describe"}) {
      assertThat(place.run(command, movies.toString()).err())
          .startsWith(
              "bookreel: The log of the table in LAKE/silver/stream/movies cannot be read: ");
    }
    Files.delete(movies.resolve("_delta_log/%020d.json".formatted(0)));
    assertThat(place.run("show", movies.toString()).err())
        .startsWith("bookreel: The log of the table in LAKE/silver/stream/movies cannot be read: ");
  }

  @Test
  void aDescriptionHasEverythingInOneObject() throws IOException {
    JsonNode table =
        JSON.readTree(place.run("describe", movies.toString(), "--format", "json").out());

    assertThat(table.path("version").asLong()).isEqualTo(1);
    assertThat(table.path("rows").asLong()).isEqualTo(11);
    assertThat(table.path("deletion_vectors").asLong()).isEqualTo(1);
    assertThat(table.path("writer_features").toString()).contains("deletionVectors");
    assertThat(table.at("/properties/delta.enableDeletionVectors").asText()).isEqualTo("true");
    assertThat(table.path("columns").findValuesAsText("column"))
        .endsWith("valid_from", "valid_to", "is_latest");
    assertThat(table.path("columns").findValuesAsText("partition")).endsWith("false", "true");
    assertThat(table.path("commits").findValuesAsText("operation"))
        .containsExactly("WRITE", "CREATE TABLE");
    assertThat(table.at("/commits/0/engine").asText()).contains("Bookreel");
  }

  @Test
  void aDescriptionForPeopleHasThePartsOneBelowTheOther() {
    assertThat(place.run("describe", movies.toString()).out())
        .startsWith("LAKE/silver/stream/movies: version 1\n")
        .contains(
            "Protocol: reader 3 (deletionVectors), writer 7 (",
            "Property delta.enableDeletionVectors = true\n",
            "\ncolumn ",
            "\nis_latest ",
            "\nversion  time ");
  }

  private Path parquetFile() throws IOException {
    try (Stream<Path> files = Files.walk(movies)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }
}
