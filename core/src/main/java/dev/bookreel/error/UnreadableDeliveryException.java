package dev.bookreel.error;

import org.jspecify.annotations.Nullable;

/**
 * A delivery is not what its definition says, or fails a check. The table is unchanged and the
 * delivery stays in the raw zone: fix the definition, or wait for the next delivery.
 */
public final class UnreadableDeliveryException extends LakeException {
  private static final long serialVersionUID = 1L;

  public UnreadableDeliveryException(String message) {
    super(message);
  }

  public UnreadableDeliveryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
