package dev.bookreel.engine.spark;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.ModelContract;
import java.nio.file.Path;

/** Random histories, made by both engines in turns, are those of the model. */
class TakingTurnsTest extends ModelContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return new TakingTurns(lake, definition);
  }

  /** Each job takes its time. */
  @Override
  protected int quick() {
    return 16;
  }
}
