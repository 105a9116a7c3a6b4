package dev.bookreel.engine.embedded;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.CompressedDeliveryContract;
import dev.bookreel.engine.Engine;
import java.nio.file.Path;

class EmbeddedCompressedDeliveryTest extends CompressedDeliveryContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return new EmbeddedEngine(lake, definition);
  }
}
