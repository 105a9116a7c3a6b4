package dev.bookreel.scale;

/**
 * How many random cases a test tries, and which: a number that the quick lane has time for, one for
 * the long lane, or the one that {@code -Dbookreel.cases=N} names. {@code -Dbookreel.seed=N} gives
 * others than usual.
 */
public final class Cases {
  private static final String CASES = "bookreel.cases";
  private static final String SEED = "bookreel.seed";

  private Cases() {}

  /** Whether this is the long lane. */
  public static boolean isFull() {
    return Boolean.getBoolean("bookreel.full");
  }

  public static int count(int quick, int full) {
    return Integer.getInteger(CASES, isFull() ? full : quick);
  }

  /**
   * @param usual the seed that is the same every day
   */
  public static long seed(long usual) {
    return Long.getLong(SEED, usual);
  }
}
