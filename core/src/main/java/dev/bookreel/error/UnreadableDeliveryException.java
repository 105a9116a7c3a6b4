package dev.bookreel.error;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery is not what its definition says, or fails a check. The table is unchanged and the
 * delivery stays in the raw zone: fix the definition, or wait for the next delivery.
 */
public final class UnreadableDeliveryException extends LakeException {
  private static final long serialVersionUID = 1L;

  private final Instant deliveredAt;

  /**
   * @param deliveredAt which of its table's deliveries it is
   */
  public UnreadableDeliveryException(
      Instant deliveredAt, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.deliveredAt = deliveredAt;
  }

  /** When the delivery was delivered. */
  public Instant deliveredAt() {
    return deliveredAt;
  }
}
