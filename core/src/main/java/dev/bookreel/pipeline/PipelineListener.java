package dev.bookreel.pipeline;

import dev.bookreel.definition.Question;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.delivery.FetchProgress;
import dev.bookreel.source.SourceFile;

/** Hears what a pipeline is doing, for people who wait. Called by several threads. */
public interface PipelineListener extends FetchProgress {

  /** For callers that nobody watches. */
  PipelineListener SILENT = new PipelineListener() {};

  @Override
  default void read(TableName table, SourceFile file, long bytesRead) {}

  /** A delivery begins to be loaded. */
  default void loading(Delivery delivery) {}

  /** A load ended, in whichever way. */
  default void loaded(LoadReport report) {}

  /** A question begins to be answered. */
  default void asking(Question question) {}
}
