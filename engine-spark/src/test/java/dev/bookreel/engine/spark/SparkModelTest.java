package dev.bookreel.engine.spark;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.ModelContract;
import java.nio.file.Path;

class SparkModelTest extends ModelContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return TestSpark.open(lake, definition);
  }

  /** Each job takes its time; how many suffice for both engines' common parts is tested there. */
  @Override
  protected int quick() {
    return 12;
  }
}
