package dev.bookreel.engine.embedded;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.MomentContract;
import java.nio.file.Path;

class EmbeddedMomentTest extends MomentContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return new EmbeddedEngine(lake, definition);
  }
}
