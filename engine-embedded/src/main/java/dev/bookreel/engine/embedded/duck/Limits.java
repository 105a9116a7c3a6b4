package dev.bookreel.engine.embedded.duck;

import dev.bookreel.definition.ByteSize;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How much of the machine loads and queries may take.
 *
 * @param memory before they use temporary files; empty means half of the machine's
 * @param threads at least 1; empty means as many as the machine has processors
 */
public record Limits(Optional<ByteSize> memory, OptionalInt threads) {
  public static final Limits NONE = new Limits(Optional.empty(), OptionalInt.empty());

  public Limits {
    if (threads.isPresent() && threads.getAsInt() < 1) {
      throw new IllegalArgumentException("No work is done in " + threads.getAsInt() + " threads");
    }
  }
}
