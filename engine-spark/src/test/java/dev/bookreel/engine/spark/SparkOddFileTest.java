package dev.bookreel.engine.spark;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.OddFileContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;

class SparkOddFileTest extends OddFileContract {
  private static final SlicedSpark SLICED = new SlicedSpark();

  @AfterAll
  static void deliveriesWereSliced() {
    SLICED.assertThatMostWereSliced(10);
  }

  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return SLICED.open(lake, definition);
  }

  /** Each job takes its time, and the reader is the embedded engine's. */
  @Override
  protected int cutsApart() {
    return 29;
  }
}
