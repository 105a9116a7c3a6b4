package dev.bookreel.engine.embedded;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.OddDataContract;
import java.nio.file.Path;

class EmbeddedOddDataTest extends OddDataContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return new EmbeddedEngine(lake, definition);
  }
}
