package dev.bookreel.engine;

/**
 * What a load did, in rows. Every row read is exactly one of inserted, updated, unchanged,
 * duplicate or quarantined; deleted counts records that the delivery left out.
 */
public record ChangeCounts(
    long read,
    long inserted,
    long updated,
    long deleted,
    long unchanged,
    long duplicates,
    long quarantined) {
  public ChangeCounts {
    if (read != inserted + updated + unchanged + duplicates + quarantined) {
      throw new IllegalArgumentException(
          "Rows do not add up: %d read, but %d inserted, %d updated, %d unchanged, %d duplicates, %d"
                  .formatted(read, inserted, updated, unchanged, duplicates, quarantined)
              + " quarantined");
    }
  }

  /** The counts of two loads together. */
  public ChangeCounts plus(ChangeCounts other) {
    return new ChangeCounts(
        read + other.read,
        inserted + other.inserted,
        updated + other.updated,
        deleted + other.deleted,
        unchanged + other.unchanged,
        duplicates + other.duplicates,
        quarantined + other.quarantined);
  }
}
