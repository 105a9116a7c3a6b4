package dev.bookreel.engine.spark;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.CompressedDeliveryContract;
import dev.bookreel.engine.Engine;
import java.nio.file.Path;

class SparkCompressedDeliveryTest extends CompressedDeliveryContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return TestSpark.open(lake, definition);
  }
}
