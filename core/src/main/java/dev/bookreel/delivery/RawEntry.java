package dev.bookreel.delivery;

import java.time.Instant;
import java.util.Locale;

/**
 * What the raw zone records of one delivery, as {@code lake.deliveries} shows it.
 *
 * @param source the name of the source that it was fetched from
 * @param location where the source had the file
 * @param path the file that holds its content, relative to the lake, with forward slashes
 * @param fetchedAt in milliseconds
 */
public record RawEntry(
    Delivery delivery,
    String source,
    String location,
    String path,
    Instant fetchedAt,
    Status status) {

  /** Whether a delivery has a file of its own. */
  public enum Status {
    STORED,
    /** When it was fetched its content was that of the delivery before it, whose file it shares. */
    UNCHANGED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
