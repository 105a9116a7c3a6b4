package dev.bookreel.engine.spark;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.ReloadContract;
import java.nio.file.Path;

class SparkReloadTest extends ReloadContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return TestSpark.open(lake, definition);
  }
}
