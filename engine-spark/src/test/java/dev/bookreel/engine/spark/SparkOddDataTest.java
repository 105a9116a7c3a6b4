package dev.bookreel.engine.spark;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.OddDataContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;

class SparkOddDataTest extends OddDataContract {
  private static final SlicedSpark SLICED = new SlicedSpark();

  @AfterAll
  static void deliveriesWereSliced() {
    SLICED.assertThatMostWereSliced(40);
  }

  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return SLICED.open(lake, definition);
  }
}
