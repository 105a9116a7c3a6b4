package dev.bookreel.compatibility;

import static dev.bookreel.compatibility.Tables.MOVIES;
import static dev.bookreel.compatibility.Tables.REVIEWS;
import static dev.bookreel.compatibility.Tables.STREAMS;
import static dev.bookreel.engine.TestLake.night;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.ChangeCounts;
import dev.bookreel.engine.LoadOutcome;
import dev.bookreel.engine.LoadOutcome.AlreadyLoaded;
import dev.bookreel.engine.LoadOutcome.Committed;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user changes a table with Spark; the engine reads that and loads the next delivery on top. */
class SparkWritesTest {
  private static final String HEADER = "title,mins,released\n";
  private static final String ALIEN = "Alien,117,1979-05-25\n";
  private static final String BRAZIL = "Brazil,143,1985-02-20\n";
  private static final String CASABLANCA = "Casablanca,102,1942-11-26\n";
  private static final String DUNE = "Dune,137,\n";

  private @TempDir Path directory;
  private Lake lake;

  @BeforeEach
  void loadTwoNights() {
    lake = Lake.open(directory);
    load(1, ALIEN, BRAZIL, CASABLANCA, DUNE);
    load(2, "Alien,116,1979-05-25\n", BRAZIL, CASABLANCA, DUNE);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private LoadOutcome load(int night, String... rows) {
    return lake.deliveries().load(MOVIES, night, HEADER + String.join("", rows));
  }

  private void spark(String statement) {
    spark(MOVIES, statement);
  }

  private void spark(TableDefinition table, String statement) {
    Spark.sql(statement.replace("{table}", lake.inSpark(table))).collectAsList();
    lake.assertSameInSpark(table);
  }

  private List<String> movies() {
    return lake.deliveries()
        .query(
            "SELECT title, mins, valid_from, valid_to, is_latest FROM stream.movies_history"
                + " WHERE title IN ('Alien', 'Brazil') ORDER BY title, valid_from");
  }

  private static ChangeCounts counts(long read, long inserted, long updated, long deleted) {
    return new ChangeCounts(read, inserted, updated, deleted, read - inserted - updated, 0, 0);
  }

  private static ChangeCounts counts(LoadOutcome outcome) {
    assertThat(outcome).isInstanceOf(Committed.class);
    return ((Committed) outcome).counts();
  }

  @Test
  void aMergeThatClosesAVersionAndOpensOneIsLikeALoad() {
    spark(
        """
        MERGE INTO {table} AS t USING (
          SELECT 'Brazil' AS closes, 'Brazil' AS title, 144 AS mins
          UNION ALL SELECT NULL, 'Brazil', 144
        ) AS s ON t.title = s.closes AND t.is_latest
        WHEN MATCHED THEN UPDATE SET is_latest = false,
          valid_to = to_timestamp('2022-01-02T12:00:00.123456Z')
        WHEN NOT MATCHED THEN INSERT (title, mins, released, valid_from, valid_to, is_latest)
          VALUES (s.title, s.mins, DATE '1985-02-20',
            to_timestamp('2022-01-02T12:00:00.123456Z'), NULL, true)
        """);

    assertThat(counts(load(3, ALIEN, "Brazil,144,1985-02-20\n", CASABLANCA, DUNE)))
        .isEqualTo(counts(4, 0, 1, 0));
    assertThat(movies())
        .containsExactly(
            "Alien|117|2022-01-01T02:00:00Z|2022-01-02T02:00:00Z|false",
            "Alien|116|2022-01-02T02:00:00Z|2022-01-03T02:00:00Z|false",
            "Alien|117|2022-01-03T02:00:00Z|null|true",
            "Brazil|143|2022-01-01T02:00:00Z|2022-01-02T12:00:00.123456Z|false",
            "Brazil|144|2022-01-02T12:00:00.123456Z|null|true");
    lake.assertSameInSpark(MOVIES);
  }

  @Test
  void updatedRowsAreComparedWithTheNextDelivery() {
    spark("UPDATE {table} SET mins = mins + 1 WHERE title = 'Brazil'");

    assertThat(counts(load(3, "Alien,116,1979-05-25\n", BRAZIL, CASABLANCA, DUNE)))
        .isEqualTo(counts(4, 0, 1, 0));
    lake.assertSameInSpark(MOVIES);
  }

  @Test
  void aDeletedRecordIsNewAgain() {
    spark("DELETE FROM {table} WHERE title = 'Brazil'");

    assertThat(counts(load(3, "Alien,116,1979-05-25\n", BRAZIL, CASABLANCA)))
        .isEqualTo(counts(3, 1, 0, 1));
    lake.assertSameInSpark(MOVIES);
  }

  @Test
  void allRowsOfATableCanBeDeleted() {
    Spark.sql("DELETE FROM " + lake.inSpark(MOVIES)).collectAsList();

    assertThat(lake.history(MOVIES)).isEmpty();
    assertThat(counts(load(3, ALIEN, BRAZIL))).isEqualTo(counts(2, 2, 0, 0));
    lake.assertSameInSpark(MOVIES);
  }

  @Test
  void optimizingChangesNoRowAndForgetsNoLoad() {
    load(3, ALIEN, BRAZIL, CASABLANCA);
    spark("DELETE FROM {table} WHERE title = 'Alien' AND mins = 116");
    spark("OPTIMIZE {table}");
    spark("OPTIMIZE {table} ZORDER BY (title)");
    spark("REORG TABLE {table} APPLY (PURGE)");

    assertThat(load(3, ALIEN)).isEqualTo(new AlreadyLoaded());
    assertThat(lake.deliveries().engine().lastLoaded(MOVIES)).contains(night(3));
    assertThat(counts(load(4, "Alien,115,1979-05-25\n", BRAZIL, CASABLANCA, DUNE)))
        .isEqualTo(counts(4, 1, 1, 0));
    lake.assertSameInSpark(MOVIES);
    spark("OPTIMIZE {table}");
  }

  @Test
  void loadsAndChangesTakeTurns() {
    for (int night = 3; night < 7; night += 2) {
      String alien = "Alien," + night + ",1979-05-25\n";
      load(night, alien, BRAZIL, CASABLANCA, DUNE);
      spark("UPDATE {table} SET released = DATE '2000-01-01' WHERE title = 'Dune' AND is_latest");
      assertThat(counts(load(night + 1, alien, CASABLANCA, DUNE))).isEqualTo(counts(3, 0, 1, 1));
      spark("DELETE FROM {table} WHERE title = 'Brazil'");
      spark("OPTIMIZE {table}");
    }
    Spark.forgetLogs();
    lake.assertSameInSpark(MOVIES);
  }

  @Test
  void timesDaysNumbersAndListsThatSparkWroteAreReadRightly() {
    Nights.loadStreams(lake.deliveries());
    Nights.loadReviews(lake.deliveries());
    for (TableDefinition table : List.of(STREAMS, REVIEWS)) {
      var before = lake.history(table);
      spark(table, "REORG TABLE {table} APPLY (PURGE)");
      spark(table, "UPDATE {table} SET valid_from = valid_from");
      assertThat(lake.history(table)).containsExactlyInAnyOrderElementsOf(before);
    }
  }

  @Test
  void aDeliveryOfChangesFindsItsRecordsInFilesThatSparkWrote() {
    Nights.loadStreams(lake.deliveries());
    spark(STREAMS, "OPTIMIZE {table}");
    String delivery =
        Nights.STREAM_HEADER
            + """
            ann@example.org,2021-12-01T00:00:00.000001Z,2021-12-01,15,0.01,0.0000000001,1,true
            ann@example.org,2021-12-03T00:00:00.001999Z,2021-12-03,2,0.02,2,2,true
            bob@example.org,2021-12-05T12:00:00Z,2021-12-05,44,0.04,4,4,true
            old@example.org,0001-01-01T00:00:00Z,0001-01-01,6,0.06,6,6,true
            """;

    assertThat(counts(lake.deliveries().load(STREAMS, 5, delivery))).isEqualTo(counts(4, 0, 1, 0));
    lake.assertSameInSpark(STREAMS);
  }
}
