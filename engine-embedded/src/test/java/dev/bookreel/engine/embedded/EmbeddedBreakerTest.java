package dev.bookreel.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.engine.BreakerContract;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LoadOutcome.Held;
import dev.bookreel.engine.TestLake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBreakerTest extends BreakerContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return new EmbeddedEngine(lake, definition);
  }

  @Test
  void recordsInOtherFilesAreCountedWithoutReadingThem(@TempDir Path directory) throws Exception {
    TableDefinition table = limited(Contains.CHANGES, 0.3, 0.6);
    try (TestLake lake = new TestLake(directory, List.of(table), EmbeddedEngine::new)) {
      lake.load(table, 1, dump(rows("old", IntStream.range(0, 3))));
      for (Path file : files(directory)) {
        Files.delete(file);
      }
      lake.load(table, 2, dump(rows("old", IntStream.range(100, 107))));

      assertThat(lake.load(table, 3, dump(rows("new", IntStream.range(100, 107)))))
          .isInstanceOfSatisfying(Held.class, held -> assertThat(held.liveRecords()).isEqualTo(10));
    }
  }

  private static List<Path> files(Path directory) throws Exception {
    try (Stream<Path> all = Files.walk(directory.resolve("silver"))) {
      return all.filter(file -> file.toString().endsWith(".parquet")).toList();
    }
  }
}
