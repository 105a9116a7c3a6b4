package dev.bookreel.engine.spark;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.MomentContract;
import java.nio.file.Path;

class SparkMomentTest extends MomentContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return TestSpark.open(lake, definition);
  }
}
