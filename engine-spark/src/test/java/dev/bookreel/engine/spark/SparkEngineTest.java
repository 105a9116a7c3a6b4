package dev.bookreel.engine.spark;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.EngineContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;

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
}
