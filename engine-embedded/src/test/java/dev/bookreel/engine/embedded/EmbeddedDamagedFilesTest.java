package dev.bookreel.engine.embedded;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.DamagedFilesContract;
import dev.bookreel.engine.Engine;
import java.nio.file.Path;

class EmbeddedDamagedFilesTest extends DamagedFilesContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return new EmbeddedEngine(lake, definition);
  }
}
