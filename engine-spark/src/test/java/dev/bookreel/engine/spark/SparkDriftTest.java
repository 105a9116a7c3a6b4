package dev.bookreel.engine.spark;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.DriftContract;
import dev.bookreel.engine.Engine;
import java.nio.file.Path;

class SparkDriftTest extends DriftContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return TestSpark.open(lake, definition);
  }
}
