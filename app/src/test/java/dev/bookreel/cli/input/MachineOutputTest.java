package dev.bookreel.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bookreel.cli.input.Workplace.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What programs read: with {@code --format json} nothing else is on standard output. */
class MachineOutputTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;
  private Workplace place;

  @BeforeEach
  void aNightIsLoaded() {
    place = new Workplace(directory);
    place.firstNight();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fetch --from dump|table_name delivered_at status bytes location message",
        "load|",
        "ask|question title parameters inputs asked_at rows",
        "tables|table_name records deleted newest versions description",
        "describe stream.movies|column type key from",
        "describe stream.movies_history|column type",
        "describe lake.loads|column type",
        "describe analytics.movies_added|column type",
        "show data/silver/stream/movies|title mins added_at valid_from valid_to is_latest",
        "history stream.movies|delivered_at status read inserted updated deleted quarantined"
            + " unchanged duplicates version message",
        "status|table_name waiting held failed late quarantined loaded_up_to delivered",
        "rebuild stream.movies|table_name delivered_at loaded_at read inserted updated deleted"
            + " unchanged duplicates quarantined status message version seconds",
        "validate|",
        "sample --to made --nights 1 --streams 10 --reviews 10|directory nights bytes"
      })
  void everyCommandPrintsAnArrayOfObjects(String command, String names) throws Exception {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.replaceAll(word -> word.equals("made") ? place.path("made").toString() : word);
    JsonNode array = json(0, words.toArray(String[]::new));

    assertThat(array.isArray()).isTrue();
    if (names == null) {
      assertThat(array).isEmpty();
    } else {
      assertThat(array).isNotEmpty();
      array.forEach(object -> assertThat(names(object)).containsExactly(names.split(" ")));
    }
  }

  @Test
  void aRunIsOneObject() throws Exception {
    place.write("dump/authors.json", Workplace.authors("Ada", "Bo", "Cy", "Di"));
    place.delete("dump/movies.csv");

    JsonNode run = json(1, "run", "--from", "dump", "--delivered-at", Workplace.time(2));

    assertThat(names(run)).containsExactly("fetched", "loads", "answers", "failures");
    assertThat(run.path("fetched").toString())
        .isEqualTo(
            """
            [{"table_name":"stream.movies","delivered_at":null,"status":"failed","bytes":null,\
            "location":null,"message":"there is no 'movies.csv' in DIR/dump (directory given by \
            --from). Put the file there, or correct 'delivery' in the table's definition"},\
            {"table_name":"vendor.authors","delivered_at":"2021-12-02T02:00:00.000Z",\
            "status":"stored","bytes":196,"location":"DIR/dump/authors.json","message":""}]""");
    assertThat(run.path("loads").findValuesAsText("inserted")).containsExactly("1");
    assertThat(run.path("answers").findValuesAsText("question")).containsExactly("movies-added");
    assertThat(run.path("failures")).isEmpty();
  }

  @Test
  void problemsOfDefinitionsAreListed() throws Exception {
    String movies = "lake/tables/stream/movies.yaml";
    place.write(movies, place.read(movies).replace("format", "fromat"));

    JsonNode problems = json(2, "validate");

    assertThat(problems.get(0).toString())
        .isEqualTo(
            """
            {"file":"lake/tables/stream/movies.yaml","line":4,"what":"Unknown key 'fromat'",\
            "fix":"Did you mean 'format'?"}""");
  }

  @Test
  void whatFailsLeavesStandardOutputEmpty() {
    for (String command : new String[] {"sql", "ask", "describe", "history"}) {
      Outcome outcome = place.run(command, "nothing", "--format", "json");

      assertThat(outcome.status()).isPositive();
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err()).startsWith("bookreel: ");
    }
  }

  private JsonNode json(int status, String... args) throws Exception {
    String[] words =
        Stream.concat(Stream.of(args), Stream.of("--format", "json")).toArray(String[]::new);
    Outcome outcome = place.run(words);
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(status);
    return JSON.readTree(outcome.out());
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
