package dev.bookreel.storage.s3;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.BreakerContract;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@EnabledIfSystemProperty(
    named = "bookreel.full",
    matches = "true",
    disabledReason = "Left out but in the full lane: other contracts go the same ways to S3")
class S3BreakerTest extends BreakerContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return new EmbeddedEngine(lake, definition);
  }
}
