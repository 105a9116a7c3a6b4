package dev.bookreel.engine;

import dev.bookreel.delivery.Delivery;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Hears what an engine is doing, for people who wait, or who wonder where the time went. Called by
 * several threads; by the thread that does the work, where nothing else is said.
 */
public interface EngineListener {

  /** For callers that nobody watches. */
  EngineListener SILENT = new EngineListener() {};

  /** A phase of a delivery's load begins, and the one before it has ended. */
  default void begins(Delivery delivery, Phase phase) {}

  /** The last phase has ended. Others may follow: a load is tidied up after apart. */
  default void ended(Delivery delivery) {}

  /**
   * How far a phase is that takes long: told every now and then, by any thread.
   *
   * @param share from 0 to 1; of {@link Phase#READING}, of the delivery's bytes. May go back when a
   *     phase has several parts
   */
  default void reached(Delivery delivery, Phase phase, double share) {}

  /** Whether {@link #executed} wants plans; asked once. Gathering them costs some percent. */
  default boolean wantsPlans() {
    return false;
  }

  /**
   * An SQL statement ended.
   *
   * @param plan how it was executed, as the engine shows it; to be asked for before this returns.
   *     Empty if there is none
   */
  default void executed(String sql, Duration taken, Supplier<String> plan) {}
}
