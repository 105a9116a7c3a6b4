package dev.bookreel.engine.spark;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.CompressedDeliveryContract;
import dev.bookreel.engine.Engine;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;

class SparkCompressedDeliveryTest extends CompressedDeliveryContract {
  private static final SlicedSpark SLICED = new SlicedSpark();

  @AfterAll
  static void deliveriesWereSliced() {
    SLICED.assertThatMostWereSliced(2);
  }

  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return SLICED.open(lake, definition);
  }
}
