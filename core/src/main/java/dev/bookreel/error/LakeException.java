package dev.bookreel.error;

import org.jspecify.annotations.Nullable;

/**
 * Something expected went wrong: bad input, a wrong definition, a full disk. The message is for
 * people and is complete: the problem, the reason and the fix. Anything that is not a LakeException
 * is a bug.
 */
public class LakeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LakeException(String message) {
    super(message);
  }

  public LakeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
