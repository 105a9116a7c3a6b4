package dev.bookreel.compatibility;

import static dev.bookreel.compatibility.Tables.MOVIES;
import static dev.bookreel.compatibility.Tables.STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics in the log let Spark leave out files; wrong ones would lose rows without a word. */
@TestInstance(Lifecycle.PER_CLASS)
class SkippingTest {
  private static final TableName ODD = TableName.parse("analytics.odd");
  private static final String ODD_COLUMNS =
      "SELECT number::DOUBLE AS number, label, at::TIMESTAMPTZ AS at, day::DATE AS day,"
          + " exact::DECIMAL(38, 10) AS exact FROM (VALUES %s) AS t(number, label, at, day, exact)";

  /** Of 32 UTF-16 units, and of 33. */
  private static final String LONG = "x".repeat(30) + "🎬";

  private static final String LONGER = LONG + "y";

  /** Each is a file. */
  private static final List<String> ODD_ROWS =
      List.of(
          "('NaN', '%s', '2021-12-21 11:33:20.123456Z', '1582-10-10', '0.0000000001')"
              .formatted(LONG),
          "('-0.0', '%s', '2021-12-21 11:33:20.123457Z', '1582-10-14', '-0.0000000001')"
              .formatted(LONGER),
          "('0.0', '\uFFFF', '2021-12-21 11:33:20.123Z', '2011-12-30', '%s.%s')"
              .formatted("9".repeat(28), "9".repeat(10)),
          "('Infinity', '', '1969-12-31 23:59:59.999999Z', '0001-01-01', NULL), (NULL, NULL, NULL, NULL, '0')",
          "('-Infinity', '🎬', '9999-12-31 23:59:59.999999Z', '9999-12-31', '0'), ('1.5', 'z', NULL, '1970-01-01', '1')");

  private static @TempDir Path directory;
  private Lake lake;

  @BeforeAll
  void loadNights() {
    lake = Lake.open(directory);
    Nights.load(lake.deliveries());
    for (String row : ODD_ROWS) {
      lake.append(ODD, ODD_COLUMNS.formatted(row));
    }
  }

  @AfterAll
  void close() {
    lake.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user_email = 'ann@example.org'",
        "user_email > 'bob@example.org'",
        "user_email <= 'ann@example.org'",
        "user_email LIKE 'o%'",
        "user_email IS NULL",
        "start_at = to_timestamp('2021-12-01T00:00:00.000001Z')",
        "start_at < to_timestamp('2021-12-01T00:00:00.000002Z')",
        "start_at >= to_timestamp('2021-12-03T00:00:00.001999Z')",
        "start_at = to_timestamp('2021-12-01T23:59:59.999999Z')",
        "start_at > to_timestamp('2021-12-01T23:59:59.999998Z')",
        "start_at < to_timestamp('1900-01-01T00:00:00Z')",
        "start_at = to_timestamp('0001-01-01T00:00:00Z')",
        "day = DATE '2021-12-05'",
        "day <= DATE '1582-10-04'",
        "day IS NULL",
        "day BETWEEN DATE '2021-12-02' AND DATE '2021-12-03'",
        "size_mb > 1e307",
        "size_mb = 0.0",
        "size_mb < 1e-300 AND size_mb > 0",
        "price = 0.03",
        "price < -12345678.98",
        "worth > 9999999999999999999999999999.9999999998",
        "bytes = -9223372036854775807 - 1",
        "finished",
        "finished IS NULL",
        "valid_to IS NULL",
        "valid_from >= to_timestamp('2022-01-03T02:00:00Z')",
        "valid_to = to_timestamp('2022-01-03T02:00:00Z')",
        "is_latest AND day < DATE '2021-12-02'",
      })
  void aFilterOnStreamsLosesNothing(String filter) {
    assertFiltered(STREAMS, filter);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "title = 'Dr. Strangelove or: How I Learned to Stop Worrying'",
        "title > 'É'",
        "title >= '🎬'",
        "title = '\uFFFD'",
        "title < 'B'",
        "mins > 116",
        "mins IS NULL",
        "released = DATE '9999-12-31'",
        "released < DATE '1582-10-15'",
        "NOT is_latest",
      })
  void aFilterOnMoviesLosesNothing(String filter) {
    assertFiltered(MOVIES, filter);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "number = 0",
        "number >= 0",
        "number <= 0",
        "number < 0",
        "number > 1e308",
        "number = CAST('NaN' AS DOUBLE)",
        "number >= CAST('Infinity' AS DOUBLE)",
        "number <= CAST('-Infinity' AS DOUBLE)",
        "number IS NULL",
        "label >= 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx🎬'",
        "label > 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx🎬'",
        "label <= 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx🎬'",
        "label = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx🎬y'",
        "label > '\uFFFF'",
        "label < ' '",
        "at = to_timestamp('2021-12-21T11:33:20.123456Z')",
        "at > to_timestamp('2021-12-21T11:33:20.123456Z')",
        "at < to_timestamp('2021-12-21T11:33:20.123456Z')",
        "day = DATE '1582-10-10'",
        "day <= DATE '1582-10-14'",
        "day >= DATE '1582-10-14'",
        "day = DATE '2011-12-30'",
        "exact > 0",
        "exact < 0",
        "exact = 0.0000000001",
      })
  void aFilterOnOddValuesLosesNothing(String filter) {
    assertFiltered(lake.inSpark(ODD), ODD.toString(), filter);
  }

  private void assertFiltered(TableDefinition table, String filter) {
    assertFiltered(lake.inSpark(table), table.name() + "_history", filter);
  }

  /** The engine reads every file, whatever a query asks for. */
  private void assertFiltered(String inSpark, String name, String filter) {
    assertThat(Spark.rows("SELECT * FROM " + inSpark + " WHERE " + filter))
        .containsExactlyInAnyOrderElementsOf(
            lake.rows("SELECT * FROM " + name + " WHERE " + inDuck(filter)));
  }

  private static String inDuck(String filter) {
    return filter.replaceAll("to_timestamp\\(('[^']+')\\)", "TIMESTAMPTZ $1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user_email = 'old@example.org'",
        "start_at = to_timestamp('2021-12-05T12:00:00Z')",
        "start_at < to_timestamp('1900-01-01T00:00:00Z')",
        "day = DATE '2021-12-03'",
        "size_mb = 15",
        "price = 0.03",
        "bytes = 3",
        "valid_from >= to_timestamp('2022-01-04T02:00:00Z')",
      })
  void sparkReadsOnlyTheFilesThatAFilterNeeds(String filter) {
    Dataset<Row> everything = Spark.sql("SELECT * FROM " + lake.inSpark(STREAMS));
    everything.collectAsList();
    Dataset<Row> filtered =
        Spark.sql("SELECT * FROM " + lake.inSpark(STREAMS) + " WHERE " + filter);

    assertThat(filtered.collectAsList()).isNotEmpty();
    assertThat(Spark.filesRead(everything)).isEqualTo(5);
    assertThat(Spark.filesRead(filtered)).isBetween(1L, 2L);
  }

  @Test
  void everyFileHasStatisticsOfItsKeyAndTimeColumns() throws Exception {
    for (JsonNode add : lake.actions(STREAMS, "add")) {
      JsonNode statistics = Lake.json(add.get("stats").asText());

      assertThat(statistics.get("numRecords").asLong()).isPositive();
      for (String column : List.of("user_email", "start_at", "valid_from")) {
        assertThat(statistics.at("/minValues/" + column).asText()).as(column).isNotEmpty();
        assertThat(statistics.at("/maxValues/" + column).asText()).as(column).isNotEmpty();
        assertThat(statistics.at("/nullCount/" + column).asLong(-1)).as(column).isZero();
      }
      assertThat(statistics.get("tightBounds").asBoolean()).isEqualTo(!add.has("deletionVector"));
    }
  }
}
