package dev.bookreel.engine.spark;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.DamagedFilesContract;
import dev.bookreel.engine.Engine;
import java.nio.file.Path;

class SparkDamagedFilesTest extends DamagedFilesContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return TestSpark.open(lake, definition);
  }

  /** Each job takes its time, and the reader is the embedded engine's. */
  @Override
  protected int quick() {
    return 24;
  }

  /** Other tests of Spark run in this process meanwhile: all of its heap may come to be used. */
  @Override
  protected long largestGrowthBytes() {
    return Runtime.getRuntime().maxMemory() + super.largestGrowthBytes();
  }
}
