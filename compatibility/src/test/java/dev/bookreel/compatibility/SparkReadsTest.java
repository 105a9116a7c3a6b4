package dev.bookreel.compatibility;

import static dev.bookreel.compatibility.Tables.MOVIES;
import static dev.bookreel.compatibility.Tables.REVIEWS;
import static dev.bookreel.compatibility.Tables.STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.SystemTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@TestInstance(Lifecycle.PER_CLASS)
class SparkReadsTest {
  private static final TableName NUMBERS = TableName.parse("analytics.numbers");

  private static @TempDir Path directory;
  private Lake lake;

  @BeforeAll
  void loadNights() {
    lake = Lake.open(directory);
    Nights.load(lake.deliveries());
  }

  @AfterAll
  void close() {
    lake.close();
  }

  @ParameterizedTest
  @FieldSource("dev.bookreel.compatibility.Tables#ALL")
  void everyVersionOfEveryRecordIsTheSame(TableDefinition table) {
    lake.assertSameInSpark(table);
  }

  @Test
  void theTablesHaveDeletionVectorsClosedVersionsAndDeletedRecords() throws Exception {
    for (TableDefinition table : Tables.ALL) {
      assertThat(lake.actions(table, "add")).anyMatch(add -> add.has("deletionVector"));
    }
    assertThat(
            Spark.rows(
                "SELECT count_if(NOT is_latest), count_if(is_latest AND valid_to IS NOT NULL) FROM "
                    + lake.inSpark(MOVIES)))
        .containsExactly(Arrays.asList(4L, 1L));
  }

  @ParameterizedTest
  @FieldSource("dev.bookreel.compatibility.Tables#ALL")
  void latestVersionsAreThoseOfThePartition(TableDefinition table) {
    assertThat(
            Spark.rows(
                "SELECT * EXCEPT (is_latest) FROM " + lake.inSpark(table) + " WHERE is_latest"))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(
            lake.rows(
                "SELECT * EXCLUDE (is_latest) FROM " + table.name() + "_history WHERE is_latest"));
  }

  @Test
  void quarantinedRowsAreTheSame() {
    assertThat(Spark.rows("SELECT * FROM " + lake.inSpark(SystemTables.QUARANTINE)))
        .hasSize(1)
        .containsExactlyInAnyOrderElementsOf(lake.rows("SELECT * FROM lake.quarantine"));
  }

  @Test
  void recordsOfLoadsAreTheSame() {
    lake.append(
        SystemTables.LOADS,
        "SELECT 'stream.movies' AS table_name, TIMESTAMPTZ '2022-01-01 02:00:00.123456+00' AS"
            + " delivered_at, now() AS loaded_at, 5::BIGINT AS \"read\", NULL::BIGINT AS inserted,"
            + " 'loaded' AS status, 0.25::DOUBLE AS seconds");

    assertThat(Spark.rows("SELECT * FROM " + lake.inSpark(SystemTables.LOADS)))
        .hasSize(1)
        .containsExactlyInAnyOrderElementsOf(lake.rows("SELECT * FROM lake.loads"));
  }

  @Test
  void answersAreTheSameAlsoWhenLaterOnesHaveMoreColumns() {
    lake.append(
        NUMBERS,
        "SELECT count(*) AS n, avg(mins) AS mean, sum(mins) AS total, 12.50 AS exact,"
            + " list(title ORDER BY title) AS titles, max(released) AS newest,"
            + " max(valid_from) AS at, 'x' AS label FROM stream.movies_history");
    lake.append(NUMBERS, "SELECT 0 AS n, true AS extra, [1, 2, NULL] AS list");

    assertThat(Spark.rows("SELECT * FROM " + lake.inSpark(NUMBERS)))
        .hasSize(2)
        .containsExactlyInAnyOrderElementsOf(lake.rows("SELECT * FROM analytics.numbers"));
  }

  @Test
  void anAnswerWithoutRowsIsAnEmptyTable() {
    TableName none = TableName.parse("analytics.none");
    lake.append(none, "SELECT title, mins FROM stream.movies WHERE false");

    assertThat(Spark.rows("SELECT title, mins FROM " + lake.inSpark(none))).isEmpty();
  }

  @Test
  void anEarlierVersionIsReadAsItWas() {
    assertThat(Spark.rows("SELECT * FROM " + lake.inSpark(STREAMS) + " VERSION AS OF 1"))
        .hasSize(6)
        .allSatisfy(row -> assertThat(row).endsWith(null, true));
  }

  /** They are in the commits: copying the files or a clock set back does not change them. */
  @Test
  void commitTimesDoNotHangOnTheFiles() throws Exception {
    try (Stream<Path> files = Files.list(lake.log(STREAMS))) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
      }
    }
    Spark.forgetLogs();

    assertThat(
            Spark.sql("DESCRIBE HISTORY " + lake.inSpark(STREAMS))
                .orderBy("version")
                .select("timestamp")
                .collectAsList())
        .extracting(row -> row.getInstant(0).toEpochMilli())
        .containsExactlyElementsOf(
            lake.actions(STREAMS, "commitInfo").stream()
                .map(info -> info.get("inCommitTimestamp").asLong())
                .toList())
        .isSorted();
  }

  @Test
  void vacuumRemovesWhatOnlyEarlierVersionsNeeded() throws Exception {
    long before = lake.filesIn(REVIEWS);

    Spark.sql("VACUUM " + lake.inSpark(REVIEWS) + " RETAIN 0 HOURS").collectAsList();

    assertThat(lake.filesIn(REVIEWS)).isLessThan(before);
    lake.assertSameInSpark(REVIEWS);
  }
}
