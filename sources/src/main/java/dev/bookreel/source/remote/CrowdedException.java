package dev.bookreel.source.remote;

import java.io.IOException;

/** The server lets nobody, or not so many of us, in at once. */
public final class CrowdedException extends IOException {
  private static final long serialVersionUID = 1L;

  public CrowdedException(String message, Throwable cause) {
    super(message, cause);
  }

  public CrowdedException(String message) {
    super(message);
  }
}
