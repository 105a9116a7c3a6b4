package dev.bookreel.cli.command;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.LakeView;

/** A lake with the definitions that it is worked on by. */
public interface OpenLake extends AutoCloseable {

  LakeDefinition definition();

  /** The lake as it stands now; to be closed before the lake. */
  LakeView view();

  @Override
  void close();
}
