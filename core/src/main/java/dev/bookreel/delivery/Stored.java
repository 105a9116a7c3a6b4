package dev.bookreel.delivery;

import java.util.function.Function;

/**
 * What storing a file came to. Failures are exceptions: after any of these the raw zone has the
 * file's content.
 */
public sealed interface Stored {

  /** The delivery that has the file's content. */
  Delivery delivery();

  /** Applies the function for the actual outcome, so that no caller can forget one. */
  <T> T match(
      Function<New, T> isNew, Function<Unchanged, T> unchanged, Function<Nothing, T> nothing);

  /** A delivery came to be, with a file of its own. */
  record New(Delivery delivery) implements Stored {
    @Override
    public <T> T match(
        Function<New, T> isNew, Function<Unchanged, T> unchanged, Function<Nothing, T> nothing) {
      return isNew.apply(this);
    }
  }

  /**
   * A delivery came to be whose content equals that of the one before it in time, and is not kept
   * twice.
   */
  record Unchanged(Delivery delivery) implements Stored {
    @Override
    public <T> T match(
        Function<New, T> isNew, Function<Unchanged, T> unchanged, Function<Nothing, T> nothing) {
      return unchanged.apply(this);
    }
  }

  /** No delivery came to be: an earlier call stored this one. */
  record Nothing(Delivery delivery) implements Stored {
    @Override
    public <T> T match(
        Function<New, T> isNew, Function<Unchanged, T> unchanged, Function<Nothing, T> nothing) {
      return nothing.apply(this);
    }
  }
}
