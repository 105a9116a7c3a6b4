package dev.bookreel.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bookreel.engine.embedded.delta.Change;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.TableSchema;
import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.statistics.DataFileStatistics;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log says of a file's values: all readers go by it. */
class WrittenStatisticsTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("text", StringType.STRING)
          .add("number", DoubleType.DOUBLE)
          .add("day", DateType.DATE)
          .add("at", TimestampType.TIMESTAMP);

  @TempDir private Path directory;

  private JsonNode statisticsOf(String rows) throws Exception {
    DeltaTable table = new DeltaTable(directory);
    try (Duck duck = new Duck(directory, ZoneId.of("Europe/Berlin"));
        Workspace workspace = duck.workspace()) {
      ParquetWriter writer = new ParquetWriter(workspace, table.location(), SCHEMA);
      String query = "SELECT * FROM (VALUES " + rows + ") t(text, number, day, \"at\")";
      table.create(
          TableSchema.of(SCHEMA),
          List.of(),
          Change.append(List.of(writer.write(query, Map.of()).orElseThrow())));
      return new ObjectMapper()
          .readTree(
              table.latest().orElseThrow().files().get(0).action().getStatsJson().orElseThrow());
    }
  }

  /** Milliseconds are all that the log keeps: bounds are the nearest ones outside. */
  @Test
  void boundsHoldEveryValue() throws Exception {
    JsonNode found =
        statisticsOf(
            """
            ('a', 1.5, DATE '2021-12-01', TIMESTAMPTZ '2021-12-01 10:00:00.123456+00'),
            (NULL, NULL, NULL, NULL),
            ('b', -2, DATE '2021-12-31', TIMESTAMPTZ '2021-12-01 10:00:00.123457+00')
            """);

    assertThat(found.path("numRecords").asInt()).isEqualTo(3);
    assertThat(found.path("nullCount").toString())
        .isEqualTo("{\"text\":1,\"number\":1,\"day\":1,\"at\":1}");
    assertThat(found.path("minValues").toString())
        .isEqualTo(
            "{\"text\":\"a\",\"number\":-2.0,\"day\":\"2021-12-01\",\"at\":\"2021-12-01T10:00:00.123Z\"}");
    assertThat(found.path("maxValues").toString())
        .isEqualTo(
            "{\"text\":\"b\",\"number\":1.5,\"day\":\"2021-12-31\",\"at\":\"2021-12-01T10:00:00.124Z\"}");
  }

  /** A wrong bound loses rows without a word, no bound costs a look into the file. */
  @Test
  void whatReadersWouldTakeWrongIsNoBound() throws Exception {
    JsonNode found =
        statisticsOf(
            """
            (repeat('x', 33), 'nan'::DOUBLE, DATE '1582-10-10', TIMESTAMPTZ '2021-12-01 10:00:00+00'),
            (repeat('y', 300), 1, DATE '1582-10-10', TIMESTAMPTZ '2021-12-01 10:00:00+00')
            """);

    assertThat(found.path("minValues").toString())
        .isEqualTo("{\"at\":\"2021-12-01T10:00:00.000Z\"}");
    assertThat(found.path("maxValues").toString())
        .isEqualTo("{\"at\":\"2021-12-01T10:00:00.000Z\"}");
  }

  /** DuckDB cuts a text only where it is too long for us anyway; it need not stay so. */
  @Test
  void whatDuckDbDoesNotCallExactIsNoBound() {
    WrittenFile file =
        new WrittenFile(
            "part.parquet",
            2,
            100,
            "0".repeat(64),
            Map.of(),
            Map.of(
                Sql.name("number"),
                Map.of(
                    "null_count", "0",
                    "min", "1",
                    "min_is_exact", "true",
                    "max", "2",
                    "max_is_exact", "false")));

    DataFileStatistics found = file.in(directory, SCHEMA).statistics();

    assertThat(found.getMinValues()).containsOnlyKeys(new Column("number"));
    assertThat(found.getMaxValues()).isEmpty();
  }
}
