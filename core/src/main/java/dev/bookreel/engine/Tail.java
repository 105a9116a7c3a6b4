package dev.bookreel.engine;

import dev.bookreel.delivery.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a table is to hold from a moment on: the end of all that it holds.
 *
 * @param deliveries oldest first: all that the table holds from the first of them on, and those
 *     that it is to take in
 * @param added when those were delivered that the table does not hold
 * @param readsAnew whether the others may read differently than when they were loaded, since their
 *     definition has changed. If they do not, only what the added ones touch is worked out again
 * @param acceptDeletions take in an added delivery even if it would be held, see {@link Breach}
 */
public record Tail(
    List<Delivery> deliveries, Set<Instant> added, boolean readsAnew, boolean acceptDeletions) {
  public Tail {
    deliveries = List.copyOf(deliveries);
    added = Set.copyOf(added);
    if (deliveries.isEmpty()) {
      throw new IllegalArgumentException("A tail has deliveries");
    }
  }

  /** When it begins. */
  public Instant start() {
    return deliveries.get(0).deliveredAt();
  }

  /** When its newest delivery was delivered. */
  public Instant end() {
    return deliveries.get(deliveries.size() - 1).deliveredAt();
  }

  public boolean adds(Delivery delivery) {
    return added.contains(delivery.deliveredAt());
  }

  /** The times of all deliveries. */
  public List<Instant> times() {
    return deliveries.stream().map(Delivery::deliveredAt).collect(Collectors.toList());
  }
}
