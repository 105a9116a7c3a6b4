package dev.bookreel.cli.command;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.pipeline.PipelineListener;
import java.util.function.UnaryOperator;

/** Opens the lake and the project that the options name. */
@FunctionalInterface
public interface LakeAccess {

  /**
   * Reads the project alone, with a closer look at its sources than when it is opened.
   *
   * @throws dev.bookreel.error.WrongDefinitionException if its definitions are wrong
   */
  default LakeDefinition definition(CommonOptions options) {
    try (OpenLake lake = open(options)) {
      return lake.definition();
    }
  }

  /**
   * Opens them.
   *
   * @throws dev.bookreel.error.LakeException if one does not exist or cannot be used
   * @throws dev.bookreel.error.WrongDefinitionException if the project's definitions are wrong
   */
  default OpenLake open(CommonOptions options) {
    return open(options, UnaryOperator.identity());
  }

  /**
   * Opens them for somebody who wants to hear how work goes on.
   *
   * @param watching given the listener that tells people, returns the one to tell
   */
  OpenLake open(CommonOptions options, UnaryOperator<PipelineListener> watching);
}
