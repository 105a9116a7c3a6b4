package dev.bookreel.cli.command;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.delivery.FetchSource;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Moment;
import dev.bookreel.explain.Explainer;
import dev.bookreel.pipeline.Pipeline;
import dev.bookreel.upkeep.Upkeep;
import java.util.List;

/** A lake with the definitions that it is worked on by. */
public interface OpenLake extends AutoCloseable {

  LakeDefinition definition();

  /**
   * The lake at a moment; to be closed before the lake.
   *
   * @throws dev.bookreel.error.WrongUsageException if the moment names what does not exist
   */
  LakeView view(Moment moment);

  /** The lake as it stands now; to be closed before the lake. */
  default LakeView view() {
    return view(Moment.NEWEST);
  }

  /** What tells why records are as they are. */
  Explainer explainer();

  /** What changes the lake, and tells the console how it goes on. */
  Pipeline pipeline();

  /** What looks after the lake's files. */
  Upkeep upkeep();

  /**
   * Where deliveries come from: the declared sources, or {@code --from}.
   *
   * @throws dev.bookreel.error.WrongUsageException if no kind of source understands {@code --from}
   */
  List<FetchSource> sources();

  @Override
  void close();
}
