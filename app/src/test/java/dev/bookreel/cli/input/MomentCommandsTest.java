package dev.bookreel.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bookreel.cli.console.TestConsole;
import dev.bookreel.cli.input.Workplace.Outcome;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands that look into the past: {@code sql} and {@code ask}, {@code history}, {@code diff}.
 */
class MomentCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MOVIE = "2021-12-10T10:00:00+0100";

  @TempDir Path directory;
  private Workplace place;

  /** Movie 0 changes, is gone for a night and comes back; Movie 1 gets no length; one is added. */
  @BeforeEach
  void fourNights() {
    place = new Workplace(directory);
    place.firstNight();
    String others = Workplace.movies().lines().skip(2).reduce("", (a, b) -> a + b + "\n");
    dump("Movie 0,99,%s\nMovie 1,101,%s\n", others);
    place.night(2);
    dump("Movie 1,,%s\nbroken,x,%s\nMovie 10,110,%s\n", others);
    place.night(3);
    dump("Movie 1,,%s\nMovie 0,99,%s\nMovie 10,110,%s\n", others);
    place.night(4);
  }

  private void dump(String first, String others) {
    place.write("dump/movies.csv", Workplace.HEADER + first.replace("%s", MOVIE) + others);
  }

  private List<String> sql(String... options) {
    List<String> words = new ArrayList<>(List.of("sql", "--format", "csv"));
    words.addAll(List.of(options));
    Outcome outcome = place.run(words.toArray(String[]::new));
    assertThat(outcome.err()).isEmpty();
    return outcome.out().lines().skip(1).toList();
  }

  @Test
  void sqlShowsTheLakeAsOfAMomentOrAsItStood() {
    String mins = "select mins from stream.movies where title = 'Movie 0' and deleted_at is null";

    assertThat(sql(mins)).containsExactly("99");
    assertThat(sql(mins, "--as-of", "2021-12-01T02:00:00Z")).containsExactly("100");
    assertThat(sql(mins, "--as-of", "2021-12-03T03:00:00+01:00")).isEmpty();
    assertThat(sql(mins, "--at-version", "0")).containsExactly("100");
    assertThat(sql(mins, "--at-version", "stream.movies=2")).isEmpty();
    assertThat(sql(mins, "--at-version", "1", "--as-of", "2021-12-01T02:00:00Z"))
        .containsExactly("100");
    assertThat(sql(mins, "--at-commit-time", "2000-01-01T00:00:00Z")).isEmpty();
    assertThat(sql(mins, "--at-commit-time", "9999-01-01T00:00:00Z")).containsExactly("99");
  }

  @Test
  void optionsThatContradictEachOtherOrSayTooLittleAreRefused() {
    refused(
        "--at-version and --at-commit-time both say which versions of the tables are meant. Give one"
            + " of them\n",
        "sql",
        "select 1",
        "--at-version",
        "stream.movies=0",
        "--at-commit-time",
        "2022-01-01T00:00:00Z");
    refused(
        "--at-version 1: stream.movies, vendor.authors are read. Say whose version is meant, such as"
            + " --at-version stream.movies=1\n",
        "sql",
        "select * from stream.movies, vendor.authors",
        "--at-version",
        "1");
    refused(
        "--at-version 1: no table is read that has versions. Name the table that is meant, such as"
            + " --at-version vendor.books=1\n",
        "sql",
        "select 1",
        "--at-version",
        "1");
    refused(
        "--at-version stream.movies=first: 'first' is no version. Versions count from 0: write"
            + " --at-version 3, or --at-version vendor.books=3\n",
        "sql",
        "select 1",
        "--at-version",
        "stream.movies=first");
    refused(
        "There is no version 9 of stream.movies. There are versions 0 to 3\n",
        "sql",
        "select * from stream.movies",
        "--at-version",
        "9");
    refused(
        "There is no table 'stream.movie'. Did you mean 'stream.movies'?\n",
        "sql",
        "select 1",
        "--at-version",
        "stream.movie=0");
    refused(
        "--as-of +10000-01-01T00:00:00Z: the year must have four digits\n",
        "ask",
        "--as-of",
        "+10000-01-01T00:00:00Z");
    refused(
        "--again computes on what the answer itself recorded. Leave out --as-of, --at-version and"
            + " --at-commit-time\n",
        "ask",
        "movies-added",
        "--again",
        "2022-01-01T00:00:00Z",
        "--as-of",
        "2022-01-01T00:00:00Z");
    refused(
        "--again computes the answer to one question, but 0 are named. Name one, such as 'bookreel"
            + " ask median-stream-size --again 2022-01-01T00:00:00Z'\n",
        "ask",
        "--again",
        "2022-01-01T00:00:00Z");
  }

  private void refused(String message, String... command) {
    assertThat(place.run(command)).isEqualTo(new Outcome(2, "", "bookreel: " + message));
  }

  @Test
  void askAnswersAsOfAMomentAndComputesAnswersAgain() throws Exception {
    Outcome table = place.run("ask", "movies-added", "--as-of", "2021-12-01T02:00:00Z");
    assertThat(table.out())
        .startsWith(
            "How many movies were added in the month?  (movies-added, as of 2021-12-01T02:00:00Z)\n");
    JsonNode answer = json("ask", "movies-added", "--as-of", "2021-12-01T02:00:00Z").get(0);
    String askedAt = answer.get("asked_at").asText();
    assertThat(answer.get("inputs"))
        .isEqualTo(JSON.readTree("{\"as_of\":\"2021-12-01T02:00:00.000Z\",\"stream.movies\":3}"));
    assertThat(answer.get("rows")).isEqualTo(JSON.readTree("[{\"movies\":10}]"));

    dump("Movie 5,7,%s\n", Workplace.movies());
    place.load("stream.movies", 5);
    JsonNode again = json("ask", "movies-added", "--again", askedAt).get(0);
    assertThat(again.get("same").asBoolean()).isTrue();
    assertThat(again.get("moved"))
        .isEqualTo(JSON.readTree("[{\"table\":\"stream.movies\",\"then\":3,\"now\":4}]"));
    assertThat(again.get("rows")).isEqualTo(answer.get("rows"));
    assertThat(place.run("ask", "movies-added", "--again", askedAt))
        .isEqualTo(
            new Outcome(
                0,
                """
                How many movies were added in the month?  (movies-added, as of 2021-12-01T02:00:00Z)
                movies
                ------
                    10
                """,
                """
                stream.movies has moved since: version 3 then, 4 now
                Computed again on the versions of then, the answer of %s is the same.
                """
                    .formatted(Instant.parse(askedAt))));
  }

  @Test
  void anAnswerThatIsAnotherOneNowEndsWithStatus1AndShowsBoth() throws Exception {
    String askedAt = json("ask", "movies-added").get(0).get("asked_at").asText();
    place.write(
        "lake/questions/movies-added.sql",
        place
            .read("lake/questions/movies-added.sql")
            .replace("count(*) as movies", "count(*) + 1 as movies"));

    Outcome outcome = place.run("ask", "movies-added", "--again", askedAt);
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.out())
        .endsWith("movies\n------\n    11\n\nComputed again:\nmovies\n------\n    12\n");
    assertThat(outcome.err())
        .isEqualTo(
            ("bookreel: movies-added: computed again on the versions of then, the answer of %s is"
                    + " another one. The question's SQL has changed since: this is what today's SQL"
                    + " gives\n")
                .formatted(Instant.parse(askedAt)));
    Outcome json = place.run("ask", "movies-added", "--again", askedAt, "--format", "json");
    assertThat(json.status()).isEqualTo(1);
    JsonNode again = JSON.readTree(json.out()).get(0);
    assertThat(again.get("same").asBoolean()).isFalse();
    assertThat(again.get("sql_has_changed").asBoolean()).isTrue();
    assertThat(again.get("computed_again")).isEqualTo(JSON.readTree("[{\"movies\":12}]"));
  }

  private JsonNode json(String... command) throws Exception {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("--format", "json"));
    Outcome outcome = place.run(words.toArray(String[]::new));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    return JSON.readTree(outcome.out());
  }

  @Test
  void historyTellsWhatHappenedToARecordAndByWhichRecordOfWhichDelivery() {
    assertThat(place.run("history", "stream.movies", "Movie 0"))
        .isEqualTo(
            new Outcome(
                0,
                """
                stream.movies: Movie 0

                2021-12-01T02:00:00.000Z  inserted, until 2021-12-02T02:00:00.000Z
                  mins      100
                  added_at  2021-12-10T09:00:00.000Z
                  by record 1 of raw/stream/movies/2021-12-01T02-00-00.000Z.csv
                  fetched from DIR/dump/movies.csv

                2021-12-02T02:00:00.000Z  updated, until 2021-12-03T02:00:00.000Z
                  mins  100 -> 99
                  by record 1 of raw/stream/movies/2021-12-02T02-00-00.000Z.csv
                  fetched from DIR/dump/movies.csv

                2021-12-03T02:00:00.000Z  deleted, until 2021-12-04T02:00:00.000Z
                  raw/stream/movies/2021-12-03T02-00-00.000Z.csv does not have it
                  fetched from DIR/dump/movies.csv

                2021-12-04T02:00:00.000Z  came back
                  with the same content as before
                  by record 2 of raw/stream/movies/2021-12-04T02-00-00.000Z.csv
                  fetched from DIR/dump/movies.csv
                """,
                ""));
  }

  @Test
  void historyForProgramsHasEveryEventWithItsChanges() throws Exception {
    JsonNode events = json("history", "stream.movies", "Movie 1");

    assertThat(events).hasSize(2);
    JsonNode updated = events.get(1);
    assertThat(updated.get("what").asText()).isEqualTo("updated");
    assertThat(updated.get("valid_from").asText()).isEqualTo("2021-12-03T02:00:00.000Z");
    assertThat(updated.get("valid_to").isNull()).isTrue();
    assertThat(updated.get("changes"))
        .isEqualTo(JSON.readTree("{\"mins\":{\"from\":101,\"to\":null}}"));
    assertThat(updated.get("file").asText())
        .isEqualTo("raw/stream/movies/2021-12-03T02-00-00.000Z.csv");
    assertThat(updated.get("position").asInt()).isEqualTo(1);
    Outcome csv = place.run("history", "stream.movies", "Movie 10", "--format", "csv");
    assertThat(csv.out().lines().skip(1))
        .singleElement()
        .asString()
        .startsWith(
            "inserted,2021-12-03T02:00:00.000Z,,\"{\"\"mins\"\":{\"\"from\"\":null,\"\"to\"\":110}")
        .contains(",raw/stream/movies/2021-12-03T02-00-00.000Z.csv,3,");
  }

  @Test
  void aDeliveryThatIsGoneLeavesTheHistoryWithoutAPosition() {
    place.delete("data/raw/stream/movies/2021-12-03T02-00-00.000Z.manifest.json");
    place.delete("data/raw/stream/movies/2021-12-04T02-00-00.000Z.csv");

    Outcome gone = place.run("history", "stream.movies", "Movie 10");
    assertThat(gone.status()).isZero();
    assertThat(gone.out())
        .endsWith("  by a delivery\n  its position is not known: the raw zone does not have it\n");
    assertThat(place.run("history", "stream.movies", "Movie 0").out())
        .contains("deleted, until 2021-12-04T02:00:00.000Z\n  a delivery does not have it\n")
        .contains("  by raw/stream/movies/2021-12-04T02-00-00.000Z.csv\n")
        .contains("  its position is not known: ");
  }

  @Test
  void aKeyThatDoesNotExistNamesTheNearest() {
    refused(
        "stream.movies never had a record with the key 'movie 11'. The nearest keys: 'Movie 1';"
            + " 'Movie 10'; 'Movie 0'\n",
        "history",
        "stream.movies",
        "movie 11");
    refused(
        "The key of stream.movies is title: give one value, but not 2\n",
        "history",
        "stream.movies",
        "Movie",
        "10");
  }

  @Test
  void aNarrowTerminalBreaksLongLines() {
    place.write(
        "dump/movies.csv", Workplace.HEADER + ("long ".repeat(40) + "title,1," + MOVIE + "\n"));
    place.run("fetch", "stream.movies", "--from", "dump", "--delivered-at", Workplace.time(6));
    place.run("load", "stream.movies", "--accept");

    TestConsole console = TestConsole.terminal(80);
    Outcome outcome = place.run(console, "history", "stream.movies", "long ".repeat(40) + "title");
    assertThat(outcome.status()).isZero();
    assertThat(console.out().lines().map(String::length)).allMatch(length -> length <= 80);
    assertThat(console.out().replaceAll("\\s+", " ")).contains("long ".repeat(40) + "title");
  }

  @Test
  void diffCountsAndListsWhatChanged() {
    assertThat(
            place.run(
                "diff",
                "stream.movies",
                "--from",
                "2021-12-01T02:00:00Z",
                "--to",
                "2021-12-03T02:00:00Z"))
        .isEqualTo(
            new Outcome(
                0,
                """
                1 inserted, 1 updated, 1 deleted

                what      title     changes
                --------  --------  ---------------------------------------------
                deleted   Movie 0   mins: 100, added_at: 2021-12-10T09:00:00.000Z
                updated   Movie 1   mins: 101 -> null
                inserted  Movie 10  mins: 110, added_at: 2021-12-10T09:00:00.000Z
                """,
                ""));
    assertThat(place.run("diff", "stream.movies", "--from", "2021-12-04T02:00:00Z").out())
        .isEqualTo("0 inserted, 0 updated, 0 deleted\n");
  }

  @Test
  void diffForProgramsHasCountsAndRecords() throws Exception {
    JsonNode diff =
        json(
            "diff",
            "stream.movies",
            "--from",
            "2021-12-03T02:00:00Z",
            "--to",
            "2021-12-05T00:00:00Z");

    assertThat(diff)
        .isEqualTo(
            JSON.readTree(
                """
                {"table":"stream.movies","from":"2021-12-03T02:00:00.000Z","to":"2021-12-05T00:00:00.000Z",
                 "inserted":1,"updated":0,"deleted":0,"records":[{"what":"inserted","key":{"title":"Movie 0"},
                 "changes":{"mins":{"from":null,"to":99},
                   "added_at":{"from":null,"to":"2021-12-10T09:00:00.000Z"}}}]}
                """));
    assertThat(
            place
                .run(
                    "diff",
                    "stream.movies",
                    "--from",
                    "2021-12-01T02:00:00Z",
                    "--to",
                    "2021-12-02T02:00:00Z",
                    "--format",
                    "csv")
                .out())
        .isEqualTo(
            "what,title,changes\nupdated,Movie 0,\"{\"\"mins\"\":{\"\"from\"\":100,\"\"to\"\":99}}\"\n");
  }

  @Test
  void diffNeedsTwoMomentsInTheirOrder() {
    refused(
        "diff needs the earlier moment: --from 2021-12-29T02:00:00Z\n", "diff", "stream.movies");
    refused(
        "'dump' is not an instant. Write a day, a time and an offset: 2021-12-29T02:00:00Z or"
            + " 2021-12-29T02:00+01:00\n",
        "diff",
        "stream.movies",
        "--from",
        "dump");
    refused(
        "2021-12-02T02:00:00Z is after 2021-12-01T02:00:00Z. Give the earlier moment first\n",
        "diff",
        "stream.movies",
        "--from",
        "2021-12-02T02:00:00Z",
        "--to",
        "2021-12-01T02:00:00Z");
  }
}
