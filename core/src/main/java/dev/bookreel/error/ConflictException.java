package dev.bookreel.error;

import org.jspecify.annotations.Nullable;

/** Other writers kept winning. Nothing was committed; trying again later is safe. */
public final class ConflictException extends LakeException {
  private static final long serialVersionUID = 1L;

  public ConflictException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
