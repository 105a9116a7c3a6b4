package dev.bookreel.engine.embedded;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.CompactionContract;
import dev.bookreel.engine.Engine;
import java.nio.file.Path;

class EmbeddedCompactionTest extends CompactionContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return new EmbeddedEngine(lake, definition);
  }
}
