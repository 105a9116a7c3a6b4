package dev.bookreel.error;

import org.jspecify.annotations.Nullable;

/**
 * A commit may or may not have happened. Loading the same delivery again is safe and settles it.
 */
public final class CommitUnknownException extends LakeException {
  private static final long serialVersionUID = 1L;

  public CommitUnknownException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
