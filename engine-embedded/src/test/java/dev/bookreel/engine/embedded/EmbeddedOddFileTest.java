package dev.bookreel.engine.embedded;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.OddFileContract;
import java.nio.file.Path;

class EmbeddedOddFileTest extends OddFileContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return new EmbeddedEngine(lake, definition);
  }
}
