package dev.bookreel.compatibility;

import static dev.bookreel.compatibility.Tables.MOVIES;
import static dev.bookreel.compatibility.Tables.STREAMS;
import static dev.bookreel.engine.TestLake.night;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.LoadOutcome.AlreadyLoaded;
import dev.bookreel.engine.LoadOutcome.Committed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every tenth version is a checkpoint: readers need nothing that is older. */
class CheckpointTest {
  private static final int NIGHTS = 13;
  private static final int CHECKPOINT = 10;

  private static @TempDir Path prepared;
  private @TempDir Path directory;

  @BeforeAll
  static void loadThirteenNights() {
    try (Lake lake = Lake.open(prepared)) {
      for (int night = 1; night <= NIGHTS; night++) {
        lake.deliveries().load(MOVIES, night, movies(night));
        lake.deliveries().load(STREAMS, night, streams(night));
      }
    }
  }

  @BeforeEach
  void copyLake() throws IOException {
    try (Stream<Path> files = Files.walk(prepared)) {
      for (Path file : files.toList()) {
        Path copy = directory.resolve(prepared.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  /** One film changes every night. */
  private static String movies(int night) {
    return "title,mins,released\nAlien," + night + ",1979-05-25\nBrazil,143,1985-02-20\n";
  }

  private static String streams(int night) {
    LocalDate day = LocalDate.of(2021, 12, night);
    return "%sann@example.org,%sT12:00:00.000001Z,%s,%d,0.01,1,1,true\n"
        .formatted(Nights.STREAM_HEADER, day, day, night);
  }

  private static void removeCommitsBeforeCheckpoint(Lake lake, TableDefinition table)
      throws IOException {
    for (int version = 0; version < CHECKPOINT; version++) {
      Files.delete(lake.log(table).resolve("%020d.json".formatted(version)));
    }
  }

  @Test
  void thereIsACheckpoint() throws Exception {
    try (Lake lake = Lake.open(directory);
        Stream<Path> files = Files.list(lake.log(MOVIES))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("_last_checkpoint", "%020d.checkpoint.parquet".formatted(CHECKPOINT));
      assertThat(
              Lake.json(Files.readString(lake.log(MOVIES).resolve("_last_checkpoint")))
                  .get("version")
                  .asInt())
          .isEqualTo(CHECKPOINT);
    }
  }

  @Test
  void olderCommitsAreNotNeeded() throws Exception {
    List<List<@Nullable Object>> before;
    try (Lake lake = Lake.open(directory)) {
      before = lake.history(MOVIES);
      removeCommitsBeforeCheckpoint(lake, MOVIES);
    }
    try (Lake lake = Lake.open(directory)) {
      assertThat(lake.history(MOVIES)).hasSize(NIGHTS + 1).hasSameElementsAs(before);
      lake.assertSameInSpark(MOVIES);
      assertThat(new KernelReader().rows(lake.location(MOVIES))).hasSameElementsAs(before);
    }
  }

  @Test
  void loadsGoOnFromTheCheckpoint() throws Exception {
    try (Lake lake = Lake.open(directory)) {
      removeCommitsBeforeCheckpoint(lake, MOVIES);

      assertThat(lake.deliveries().engine().lastLoaded(MOVIES)).contains(night(NIGHTS));
      assertThat(lake.deliveries().load(MOVIES, NIGHTS, movies(NIGHTS)))
          .isEqualTo(new AlreadyLoaded());
      assertThat(lake.deliveries().load(MOVIES, NIGHTS + 1, movies(NIGHTS + 1)))
          .isInstanceOfSatisfying(
              Committed.class, load -> assertThat(load.counts().updated()).isEqualTo(1));
      lake.assertSameInSpark(MOVIES);
    }
  }

  @Test
  void theIdentityOfALoadIsInTheCheckpoint() throws Exception {
    try (Lake lake = Lake.open(directory)) {
      for (int version = 0; version < CHECKPOINT; version++) {
        Files.delete(lake.log(MOVIES).resolve("%020d.json".formatted(version)));
      }
      for (int version = CHECKPOINT + 1; version < NIGHTS; version++) {
        Files.delete(lake.log(MOVIES).resolve("%020d.json".formatted(version)));
      }

      assertThat(lake.deliveries().engine().lastLoaded(MOVIES)).contains(night(CHECKPOINT + 1));
    }
  }

  @Test
  void statisticsAreInTheCheckpoint() throws Exception {
    try (Lake lake = Lake.open(directory)) {
      removeCommitsBeforeCheckpoint(lake, STREAMS);
      Dataset<Row> oneDay =
          Spark.sql(
              "SELECT * FROM "
                  + lake.inSpark(STREAMS)
                  + " WHERE start_at = to_timestamp('2021-12-03T12:00:00.000001Z')");

      assertThat(oneDay.collectAsList()).hasSize(1);
      assertThat(Spark.filesRead(oneDay)).isEqualTo(1);
    }
  }

  @Test
  void aCheckpointThatSparkWroteIsReadAndLoadedOn() throws Exception {
    try (Lake lake = Lake.open(directory)) {
      for (int night = NIGHTS + 1; night <= 20; night++) {
        lake.deliveries().load(MOVIES, night, movies(night));
      }
      Spark.sql("UPDATE %s SET mins = 0 WHERE title = 'Brazil'".formatted(lake.inSpark(MOVIES)))
          .collectAsList();
      assertThat(lake.log(MOVIES).resolve("%020d.checkpoint.parquet".formatted(20))).exists();
      for (int version = 0; version < 20; version++) {
        Files.delete(lake.log(MOVIES).resolve("%020d.json".formatted(version)));
      }
    }
    try (Lake lake = Lake.open(directory)) {
      lake.assertSameInSpark(MOVIES);
      assertThat(lake.deliveries().load(MOVIES, 20, movies(20))).isEqualTo(new AlreadyLoaded());
      assertThat(lake.deliveries().load(MOVIES, 21, movies(21)))
          .isInstanceOfSatisfying(
              Committed.class, load -> assertThat(load.counts().updated()).isEqualTo(2));
      lake.assertSameInSpark(MOVIES);
    }
  }
}
