package dev.bookreel.engine.embedded.delta;

/**
 * Another writer committed first. Nothing was committed: read the new version, compute the change
 * again and try again.
 */
public final class LostRaceException extends Exception {
  private static final long serialVersionUID = 1L;

  LostRaceException(Throwable cause) {
    super(cause);
  }
}
