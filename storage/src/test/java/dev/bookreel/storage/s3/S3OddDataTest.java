package dev.bookreel.storage.s3;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.OddDataContract;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import java.nio.file.Path;

class S3OddDataTest extends OddDataContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return new EmbeddedEngine(lake, definition);
  }
}
