package dev.bookreel.storage.s3;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.MomentContract;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import java.nio.file.Path;

class S3MomentTest extends MomentContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return new EmbeddedEngine(lake, definition);
  }
}
