package dev.bookreel.engine.spark;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.CompactionContract;
import dev.bookreel.engine.Engine;
import java.nio.file.Path;

class SparkCompactionTest extends CompactionContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return TestSpark.open(lake, definition);
  }
}
