package dev.bookreel.engine.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.LoadOutcome.Committed;
import dev.bookreel.engine.TestLake;
import dev.bookreel.error.UnreadableDeliveryException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An array that is large enough to be split gives what its records give one a line. */
class LargeArrayTest {
  private static final String FILLING = "x".repeat(900);

  private @TempDir Path directory;

  private static TableDefinition json(String name) {
    return new TableDefinition(
        TableName.parse(name),
        "Movies",
        "movies.json",
        Format.JSON,
        Contains.EVERYTHING,
        List.of("title"),
        List.of(
            new Column("title", Scalar.STRING, ColumnPath.field("title"), List.of()),
            new Column("mins", Scalar.INT, ColumnPath.field("mins"), List.of()),
            new Column("text", Scalar.STRING, ColumnPath.field("text"), List.of())),
        List.of(),
        1,
        1);
  }

  private static List<String> records() {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      records.add(
          "{\n    \"title\": \"m%05d\",\n    \"mins\": %s,\n    \"text\": \"a [ \\\" %s\"\n  }"
              .formatted(i == 15_000 ? 14_999 : i, i % 5_000 == 77 ? "\"lots\"" : i, FILLING));
    }
    records.set(19_000, "{\"mins\": 1}");
    return records;
  }

  @Test
  void givesWhatItsRecordsGiveOneALine() {
    TableDefinition array = json("app.array");
    TableDefinition lines = json("app.lines");
    try (TestLake lake = new TestLake(directory, List.of(array, lines), EmbeddedEngine::new)) {
      Committed first =
          (Committed) lake.load(array, 1, "[\n  " + String.join(",\n  ", records()) + "\n]\n");
      Committed second =
          (Committed)
              lake.load(
                  lines,
                  1,
                  String.join("\n", records().stream().map(r -> r.replace("\n", " ")).toList()));

      assertThat(first.counts()).isEqualTo(second.counts());
      assertThat(first.counts().quarantined()).isEqualTo(6);
      assertThat(lake.query("SELECT * FROM app.array_history ORDER BY ALL"))
          .isEqualTo(lake.query("SELECT * FROM app.lines_history ORDER BY ALL"));
      assertThat(refused(lake, "app.array")).isEqualTo(refused(lake, "app.lines"));
      assertThat(refused(lake, "app.array"))
          .contains("78|mins: 'lots' is not an int", "19001|title: no value in a key column");
    }
    assertThat(directory.resolve("system").toFile().list()).noneMatch(it -> it.startsWith("."));
  }

  private static List<String> refused(TestLake lake, String table) {
    return lake.query(
        "SELECT position, reason FROM lake.quarantine WHERE table_name = '%s' ORDER BY ALL"
            .formatted(table));
  }

  @Test
  void whatIsWrongWithItIsToldAsOfASmallOne() throws Exception {
    TableDefinition array = json("app.array");
    try (TestLake lake = new TestLake(directory, List.of(array), EmbeddedEngine::new)) {
      byte[] content = ("[\n" + String.join(",\n", records()) + " {}\n]").getBytes(UTF_8);
      assertThat(content.length).isGreaterThan(16_000_000);
      assertThatThrownBy(() -> lake.engine().load(array, lake.deliver(array, 1, content), true))
          .isInstanceOf(UnreadableDeliveryException.class)
          .hasMessageContaining("it is not valid JSON: ")
          .hasMessageNotContaining("lines");
      assertThat(Files.exists(directory.resolve("silver/app/array"))).isFalse();
    }
  }
}
