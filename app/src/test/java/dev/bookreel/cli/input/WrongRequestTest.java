package dev.bookreel.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.cli.input.Workplace.Outcome;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that ask for what is not there, and definitions that are wrong. */
class WrongRequestTest {
  @TempDir Path directory;
  private Workplace place;
  private SortedMap<String, Long> before;

  @BeforeEach
  void aNightIsLoaded() {
    place = new Workplace(directory);
    place.firstNight();
    before = place.tableFiles();
  }

  @AfterEach
  void nothingHasChanged() {
    assertThat(place.tableFiles()).isEqualTo(before);
  }

  @Test
  void aTableThatIsNotDeclared() {
    for (String command : new String[] {"fetch", "load", "history", "rebuild"}) {
      refused(
          "No table 'stream.movie' is declared. Did you mean 'stream.movies'?\n",
          command,
          "stream.movie");
      refused("No table 'movies' is declared. Did you mean 'stream.movies'?\n", command, "movies");
      refused(
          "No table 'x.y' is declared. There are: stream.movies, vendor.authors.\n",
          command,
          "x.y");
    }
    refused("There is no table 'author'. Did you mean 'vendor.authors'?\n", "describe", "author");
  }

  @Test
  void aQuestionThatDoesNotExist() {
    refused(
        "There is no question 'movies-add'. Did you mean 'movies-added'?\n", "ask", "movies-add");
  }

  @Test
  void aParameterThatNoQuestionHas() {
    refused(
        "No question asked has a parameter 'mnth'. Did you mean 'month'?\n",
        "ask",
        "-p",
        "mnth=2021-12");
  }

  @Test
  void aParametersValueThatIsNone() {
    refused(
        "movies-added: Parameter 'month' cannot be 'December': it is a month, such as 2021-12\n",
        "ask",
        "-p",
        "month=December");
    refused(
        "-p month: there is no '=' behind a name. Write NAME=VALUE, such as -p month=2021-12\n",
        "ask",
        "-p",
        "month");
    refused(
        "-p month=2021-11: 'month' has a value already. Give it once\n",
        "ask",
        "-p",
        "month=2021-12",
        "-p",
        "month=2021-11");
  }

  @Test
  void aTimeThatIsNone() {
    refused(
        """
        Invalid value for option '--delivered-at': 'yesterday' is not an instant. Write a day, a \
        time and an offset: 2021-12-29T02:00:00Z or 2021-12-29T02:00+01:00
        Try 'bookreel run --help'.
        """,
        "run",
        "--delivered-at",
        "yesterday");
  }

  @Test
  void aTimeBesideThatOfADatedFolder() {
    place.write("nights/2021-12-29T02-00-00Z/movies.csv", Workplace.HEADER);

    refused(
        "--delivered-at 2021-12-30T02:00:00Z cannot be given here: the source already gives"
            + " DIR/nights/2021-12-29T02-00-00Z/movies.csv the time 2021-12-29T02:00:00Z."
            + " Leave --delivered-at out, or fetch from a folder without times\n",
        "run",
        "--from",
        "nights",
        "--delivered-at",
        "2021-12-30T02:00:00Z");
    assertThat(place.path("data/raw/stream/movies")).isDirectoryNotContaining("glob:**2021-12-29*");
  }

  @Test
  void aSourceThatDoesNotExistIsSaidOnceForAllTables() {
    Outcome outcome = place.run("run", "--from", "nowhere");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo(
            "bookreel: stream.movies, vendor.authors: Cannot open the directory given by --from:"
                + " DIR/nowhere does not exist. Name the directory that holds the deliveries\n");
    assertThat(outcome.out()).startsWith("There is nothing new to load.\n");
  }

  @Test
  void aSourceThatNoKindUnderstands() {
    refused(
        "--from gopher://host/dumps: no kind of source here understands that. There are: jdbc,"
            + " directory, ftp, sftp, http, s3\n",
        "run",
        "--from",
        "gopher://host/dumps");
    refused(
        "--from gopher://...@host/dumps?...: no kind of source here understands that. There are:"
            + " jdbc, directory, ftp, sftp, http, s3\n",
        "run",
        "--from",
        "gopher://joe:hunter2@host/dumps?token=hunter2");
  }

  @Test
  void definitionsWithTyposAreRefusedTogetherWithTheirLines() {
    String movies = "lake/tables/stream/movies.yaml";
    place.write(
        movies, place.read(movies).replace("csv\ncontains", "cvs\ncontians").replace("int", "itn"));
    String problems =
        """
        lake/tables/stream/movies.yaml:4: 'cvs' is no format that exists. Did you mean 'csv'?
        lake/tables/stream/movies.yaml:5: Unknown key 'contians'. Did you mean 'contains'?
        lake/tables/stream/movies.yaml:9: Unknown type 'itn'. Did you mean 'int'?
        """;

    for (String command : new String[] {"run", "tables", "validate", "load", "sql"}) {
      refused("The project's files have 3 problems:\n" + problems, command);
    }
  }

  @Test
  void settingsThatCannotBeMeantAreFoundWithoutConnecting() {
    String lake = place.read("lake/lake.yaml");
    place.write(
        "lake/lake.yaml",
        lake.substring(0, lake.indexOf("sources:"))
            + """
            sources:
              one: { kind: ftp, host: a.example, tls: maybe }
              two: { kind: sftp, host: "joe:hunter2@b.example", user: joe, host_key: "SHA256:x" }
              three: { kind: http, url: "https://c.example/dumps?sig=hunter2" }
              four: { kind: s3, bucket: dumps, endpoint: "d.example" }
              five: { kind: jdbc, url: "jdbc:postgresql://e.example/app", zone: Europe/Nowhere }
              six: { kind: http, url: "https://f.example/dumps" }
            """);

    Outcome outcome = place.run("validate");

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith("bookreel: The project's files have 5 problems:\n")
        .contains(": tls 'maybe' ")
        .contains(": '...@b.example' is no name of a host. Write 'host' like ftp.example.org.")
        .contains("'https://c.example/dumps?...' has a '?' or '#'. ")
        .contains("'endpoint' is no http or https URL of a host alone. ")
        .contains(": There is no zone 'Europe/Nowhere'. ")
        .doesNotContain("hunter2");
  }

  @Test
  void aQuestionWithATypoIsRefusedWithItsLine() {
    String file = "lake/questions/movies-added.sql";
    place.write(file, place.read(file).replace("added_at < :month", "added_at < :mont"));

    refused(
        "lake/questions/movies-added.sql:6: The SQL uses :mont, which the header does not declare."
            + " Did you mean :month?\n",
        "run");
  }

  @Test
  void aQuestionWhoseSqlIsWrongFailsAloneAndShowsWhere() {
    place.write(
        "lake/questions/longest.sql",
        """
        -- title: What is the longest movie?
        -- description: By its minutes.
        select titel from stream.movies order by mins desc limit 1
        """);

    Outcome outcome = place.run("ask");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.out())
        .isEqualTo(
            """
            How many movies were added in the month?  (movies-added)
            movies
            ------
                10

            """);
    assertThat(outcome.err())
        .startsWith("bookreel: longest: The query is wrong: Referenced column \"titel\" not found")
        .contains("select titel from stream.movies", "^^^^^");
  }

  @Test
  void aQueryThatIsWrongShowsWhere() {
    failed(
        """
        The query is wrong: syntax error at or near "stream"
        line 2: frm stream.movies
                    ^
        """,
        "select title\nfrm stream.movies");
    failed(
        """
        The query is wrong: Referenced column "titel" not found in FROM clause!
        Candidate bindings: "title", "deleted_at"

        LINE 1: select titel from stream.movies
                       ^^^^^
        """,
        "select titel from stream.movies");
    failed(
        """
        The query is wrong: Could not convert string 'Movie 0' to INT32 when casting from source \
        column title

        LINE 1: select cast(title as int) from stream.movies
                       ^^^^^^^^^^^^^^^^^^
        """,
        "select cast(title as int) from stream.movies");
    failed("There is no table 'movie'. Did you mean 'stream.movies'?\n", "select * from movie");
    failed(
        "The query uses parameter ':x', which has no value. Write the value in its place: only"
            + " questions have parameters\n",
        "select :x");
    failed(
        "Only queries can be run here (SELECT, WITH, FROM, VALUES, DESCRIBE, SUMMARIZE):"
            + " tables change by loading deliveries\n",
        "delete from stream.movies");
  }

  private void failed(String message, String sql) {
    assertThat(place.run("sql", sql)).isEqualTo(new Outcome(1, "", "bookreel: " + message));
  }

  private void refused(String message, String... args) {
    assertThat(place.run(args)).isEqualTo(new Outcome(2, "", "bookreel: " + message));
  }

  @Test
  void sparkWhereItIsNotOnTheClassPath() {
    assertThat(place.run("tables", "--engine", "spark", "--spark.master=local[2]"))
        .isEqualTo(
            new Outcome(
                2,
                "",
                "bookreel: --engine spark: Spark is not on the class path. Start with './bookreel',"
                    + " which puts it there, or give the assembled jar to spark-submit\n"));
  }
}
