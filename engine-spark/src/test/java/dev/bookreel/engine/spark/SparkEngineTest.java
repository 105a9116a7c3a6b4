package dev.bookreel.engine.spark;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.EngineContract;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.error.WrongQueryException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkEngineTest extends EngineContract {
  private static final SlicedSpark SLICED = new SlicedSpark();

  @AfterAll
  static void deliveriesWereSliced() {
    SLICED.assertThatMostWereSliced(20);
  }

  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return SLICED.open(lake, definition);
  }

  /** Spark would keep nothing but their numbers. */
  @Test
  void intervalsAreNotKept(@TempDir Path directory) {
    TableName target = TableName.parse("analytics.spans");
    LakeDefinition none =
        new LakeDefinition("test", ZoneId.of("UTC"), List.of(), List.of(), List.of());
    try (Engine engine = open(directory, none);
        LakeView view = engine.view()) {
      for (String interval : List.of("INTERVAL '1' DAY", "INTERVAL '2' MONTH")) {
        assertThatThrownBy(() -> view.append(target, Query.of("SELECT " + interval + " AS v")))
            .isInstanceOf(WrongQueryException.class)
            .hasMessageStartingWith("Column 'v' is an interval, and tables have none.");
      }
    }
  }
}
