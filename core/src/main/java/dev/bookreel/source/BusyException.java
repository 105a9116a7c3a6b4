package dev.bookreel.source;

import java.io.IOException;
import java.time.Duration;

/** A source asks to be left alone for a while, as HTTP does with {@code Retry-After}. */
public final class BusyException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Duration wait;

  public BusyException(String message, Duration wait) {
    super(message);
    this.wait = wait;
  }

  /** How long. */
  public Duration await() {
    return wait;
  }
}
