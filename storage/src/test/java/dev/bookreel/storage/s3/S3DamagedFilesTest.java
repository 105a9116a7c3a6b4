package dev.bookreel.storage.s3;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.DamagedFilesContract;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import java.nio.file.Path;

class S3DamagedFilesTest extends DamagedFilesContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return new EmbeddedEngine(lake, definition);
  }

  /** Each request takes its time, and what the engine makes of deliveries is tested elsewhere. */
  @Override
  protected int quick() {
    return 60;
  }
}
