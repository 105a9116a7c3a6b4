package dev.bookreel.storage.s3;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.OddFileContract;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import java.nio.file.Path;

class S3OddFileTest extends OddFileContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return new EmbeddedEngine(lake, definition);
  }

  /** Each request takes its time, and what the engine makes of deliveries is tested elsewhere. */
  @Override
  protected int cutsApart() {
    return 29;
  }

  @Override
  protected int largeRecord() {
    return 80_000_000;
  }
}
