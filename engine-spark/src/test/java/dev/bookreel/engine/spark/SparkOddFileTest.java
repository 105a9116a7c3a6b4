package dev.bookreel.engine.spark;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.OddFileContract;
import java.nio.file.Path;

class SparkOddFileTest extends OddFileContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return TestSpark.open(lake, definition);
  }

  /** Each job takes its time, and the reader is the embedded engine's. */
  @Override
  protected int cutsApart() {
    return 19;
  }
}
