package dev.bookreel.cli.command;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.delivery.FetchSource;
import dev.bookreel.engine.LakeView;
import dev.bookreel.pipeline.Pipeline;
import dev.bookreel.upkeep.Upkeep;
import java.util.List;

/** A lake with the definitions that it is worked on by. */
public interface OpenLake extends AutoCloseable {

  LakeDefinition definition();

  /** The lake as it stands now; to be closed before the lake. */
  LakeView view();

  /** What changes the lake, and tells the console how it goes on. */
  Pipeline pipeline();

  /** What looks after the lake's files. */
  Upkeep upkeep();

  /** Where deliveries come from: the declared sources, or {@code --from}. */
  List<FetchSource> sources();

  @Override
  void close();
}
