package dev.bookreel.compatibility;

import static dev.bookreel.compatibility.Tables.MOVIES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class KernelReadsTest {
  private @TempDir Path directory;
  private Lake lake;

  @BeforeEach
  void loadNights() {
    lake = Lake.open(directory);
    Nights.load(lake.deliveries());
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @ParameterizedTest
  @FieldSource("dev.bookreel.compatibility.Tables#ALL")
  void everyVersionOfEveryRecordIsTheSame(TableDefinition table) throws Exception {
    assertThat(new KernelReader().rows(lake.location(table)))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(lake.history(table));
  }

  @Test
  void theEngineLeavesNoChecksumFilesBehind() throws Exception {
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".crc"));
    }
  }

  /** Spark writes checksums beside files, and those of a replaced file would be of the old one. */
  @Test
  void checksumsThatSparkWroteNeverContradictTheEnginesFiles() throws Exception {
    loadMovies(5, 10);
    Spark.sql("UPDATE %s SET mins = 0 WHERE title = 'Alien'".formatted(lake.inSpark(MOVIES)))
        .collectAsList();
    assertThat(lake.log(MOVIES).resolve("%020d.checkpoint.parquet".formatted(10))).exists();
    assertThat(lake.log(MOVIES).resolve("._last_checkpoint.crc")).exists();
    loadMovies(11, 20);
    assertThat(Files.readString(lake.log(MOVIES).resolve("_last_checkpoint")))
        .contains("\"version\":20");

    assertThat(new KernelReader().version(lake.location(MOVIES))).isEqualTo(20);
    assertThat(new KernelReader().rows(lake.location(MOVIES)))
        .containsExactlyInAnyOrderElementsOf(lake.history(MOVIES));
    try (Stream<Path> files = Files.list(lake.log(MOVIES))) {
      for (Path file : files.filter(it -> !it.toString().endsWith(".crc")).toList()) {
        assertThat(KernelReader.bytes(file)).isEqualTo(Files.readAllBytes(file));
      }
    }
    Spark.forgetLogs();
    lake.assertSameInSpark(MOVIES);
  }

  private void loadMovies(int firstNight, int lastNight) {
    for (int night = firstNight; night <= lastNight; night++) {
      Delivery delivery =
          lake.deliveries().deliver(MOVIES, night, "title,mins,released\nAlien," + night + ",\n");
      lake.deliveries().engine().load(MOVIES, delivery, true);
    }
  }
}
