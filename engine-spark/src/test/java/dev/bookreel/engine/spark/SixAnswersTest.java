package dev.bookreel.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.ProjectReader;
import dev.bookreel.definition.Repository;
import dev.bookreel.definition.Setting;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LoadOutcome;
import dev.bookreel.engine.Moment;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import dev.bookreel.pipeline.AskReport;
import dev.bookreel.pipeline.Pipeline;
import dev.bookreel.pipeline.PipelineListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped project's tables and questions on both engines, of the real data if it is there. */
class SixAnswersTest {
  private static final Instant DELIVERED_AT = Instant.parse("2022-01-01T02:00:00Z");
  private static final Path PROJECT = Repository.lake();
  private static final Path REAL = PROJECT.resolve("../../shared/data");

  private final LakeDefinition definition =
      new ProjectReader(Map.of())
          .read(PROJECT, Map.of("directory", List.of(Setting.required("path", "samples"))));

  @TempDir Path directory;

  @Test
  void bothEnginesLoadAndAnswerAlike() throws IOException {
    Path lake = directory.resolve("spark");
    Map<String, LoadOutcome> loaded;
    Map<String, List<?>> answers;
    try (Engine spark = TestSpark.open(lake, definition)) {
      loaded = load(spark, lake);
      answers = ask(spark, lake);
    }
    Path other = directory.resolve("embedded");
    try (Engine embedded = new EmbeddedEngine(other, definition)) {
      assertThat(loaded).isEqualTo(load(embedded, other));
      assertThat(answers).isEqualTo(ask(embedded, other)).hasSize(6);
    }
    try (Engine embedded = new EmbeddedEngine(lake, definition)) {
      assertThat(ask(embedded, lake)).as("what Spark has answered is known").isEqualTo(answers);
    }
    if (Files.isDirectory(REAL)) {
      assertThat(firstValues(answers))
          .containsExactlyInAnyOrder("93.41", "4", "3", "722.2668", "0.935901", "725");
    }
  }

  private Map<String, LoadOutcome> load(Engine engine, Path lake) throws IOException {
    Path data =
        Files.isDirectory(REAL) ? REAL : PROJECT.resolveSibling("samples/2021-12-29T02-00-00Z");
    Map<String, LoadOutcome> outcomes = new TreeMap<>();
    for (TableDefinition table : definition.tables()) {
      Path file = lake.resolve("raw").resolve(table.name() + "." + table.format().extension());
      Files.createDirectories(file.getParent());
      Files.copy(data.resolve(table.delivery()), file);
      Delivery delivery =
          new Delivery(table.name(), DELIVERED_AT, file, Files.size(file), "of no account");
      outcomes.put(table.name().toString(), engine.load(table, delivery, false));
    }
    return outcomes;
  }

  private Map<String, List<?>> ask(Engine engine, Path lake) {
    Pipeline pipeline =
        new Pipeline(definition, lake, engine, 2, Clock.systemUTC(), PipelineListener.SILENT);
    AskReport asked = pipeline.ask(definition.questions(), Map.of(), Moment.NEWEST);
    assertThat(asked.failures()).isEmpty();
    Map<String, List<?>> answers = new TreeMap<>();
    asked
        .answers()
        .forEach(
            answer ->
                answers.put(answer.question().id(), List.of(answer.columns(), answer.rows())));
    return answers;
  }

  private static List<String> firstValues(Map<String, List<?>> answers) {
    return answers.values().stream()
        .map(answer -> (List<?>) answer.get(1))
        .map(rows -> (List<?>) rows.get(0))
        .map(
            row ->
                String.valueOf(row.get(0)).equals("watched inside the week")
                    ? row.get(1)
                    : row.get(0))
        .map(String::valueOf)
        .toList();
  }
}
