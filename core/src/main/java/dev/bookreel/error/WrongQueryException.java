package dev.bookreel.error;

import org.jspecify.annotations.Nullable;

/** A query cannot be parsed, bound or run. The message shows the position. Nothing was written. */
public final class WrongQueryException extends LakeException {
  private static final long serialVersionUID = 1L;

  public WrongQueryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
