package dev.bookreel.engine.spark;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.ModelContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;

class SparkModelTest extends ModelContract {
  private static final SlicedSpark SLICED = new SlicedSpark();

  @AfterAll
  static void deliveriesWereSliced() {
    SLICED.assertThatMostWereSliced(53);
  }

  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return SLICED.open(lake, definition);
  }

  /** Each job takes its time; how many suffice for both engines' common parts is tested there. */
  @Override
  protected int quick() {
    return 6;
  }
}
