package dev.bookreel.source;

import java.io.IOException;

/** A source cannot go on in the middle of this file after all: reading has to begin anew. */
public final class CannotResumeException extends IOException {
  private static final long serialVersionUID = 1L;

  public CannotResumeException(String message) {
    super(message);
  }
}
