package dev.bookreel.bench;

import java.util.Optional;

/**
 * What was measured of one row.
 *
 * @param what in words, with the sizes
 * @param runs how often each was run
 * @param seconds of Bookreel
 * @param floor seconds of DuckDB alone, if there is anything to compare with
 * @param spark seconds of Bookreel on Spark, once, if it was asked for
 * @param peakBytes the greatest of Bookreel's runs; 0 if unknown
 * @param bytes that the lake has more than before
 * @param files that the lake has more than before
 */
record Figure(
    String name,
    String what,
    int runs,
    Spread seconds,
    Optional<Spread> floor,
    Optional<Double> spark,
    long peakBytes,
    long bytes,
    long files) {

  /** How many times as long as DuckDB alone. */
  Optional<Double> ratio() {
    return floor.map(it -> seconds.median() / it.median());
  }
}
