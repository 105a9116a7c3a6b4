package dev.bookreel.engine.embedded;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.ReloadContract;
import java.nio.file.Path;

class EmbeddedReloadTest extends ReloadContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return new EmbeddedEngine(lake, definition);
  }
}
