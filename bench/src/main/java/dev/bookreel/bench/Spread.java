package dev.bookreel.bench;

import java.util.Arrays;

/** How a figure spread over several measurements. */
record Spread(double least, double median, double greatest) {

  /** Of at least one figure; the median of an even number is the mean of the middle two. */
  static Spread of(double... figures) {
    if (figures.length == 0) {
      throw new IllegalArgumentException("Nothing was measured");
    }
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(sorted[0], median, sorted[sorted.length - 1]);
  }
}
