package dev.bookreel.delivery;

import dev.bookreel.error.LakeException;

/**
 * A table has a delivery of that time already, with other content. It stays as it is and nothing
 * was stored: the other content needs another time. Deliveries of other times are not concerned.
 */
public final class OtherContentException extends LakeException {
  private static final long serialVersionUID = 1L;

  OtherContentException(Arrival arrival, Manifest there, Content other) {
    super(
        "%s: there is a delivery of %s already, with other content (SHA-256 %s..., but %s... in %s). Deliveries are never overwritten. Deliver the other content at another time (--delivered-at, or the name of its dated folder)"
            .formatted(
                arrival.table().name(),
                there.deliveredAt(),
                there.sha256().substring(0, 12),
                other.sha256().substring(0, 12),
                arrival.file().location()));
  }
}
