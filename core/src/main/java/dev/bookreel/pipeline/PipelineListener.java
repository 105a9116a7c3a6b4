package dev.bookreel.pipeline;

import dev.bookreel.definition.Question;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.delivery.FetchProgress;
import dev.bookreel.engine.EngineListener;

/** Hears what a pipeline is doing, for people who wait. Called by several threads. */
public interface PipelineListener extends FetchProgress, EngineListener {

  /** For callers that nobody watches. */
  PipelineListener SILENT = new PipelineListener() {};

  /** A delivery begins to be loaded. */
  default void loading(Delivery delivery) {}

  /** A load ended, in whichever way. */
  default void loaded(LoadReport report) {}

  /** A question begins to be answered. */
  default void asking(Question question) {}

  /** It was answered, or could not be. */
  default void asked(Question question) {}
}
