package dev.bookreel.sample;

/**
 * What is wrong with the rows that are in the way in life. Each comes once in any delivery that has
 * records at all, and again with every 50,000 more.
 */
enum Flaw {
  BAD_NUMBER(30),
  BAD_TIME(50),
  NO_KEY(70),
  /** A row equal to one before it. */
  DUPLICATE(90),
  /** A row with the key of one before it, but other content. */
  CONFLICT(110);

  private static final long EVERY = 50_000;
  private static final int LAST_PLACE = 110;
  private static final Flaw[] ALL = values();

  private final int place;

  /** The place is the record that the flaw follows, of every 50,000. */
  Flaw(int place) {
    this.place = place;
  }

  /** All flaws, without the copy that {@code values()} makes. */
  static Flaw[] all() {
    return ALL;
  }

  /** Whether any flaw can follow the i-th of {@code count} records. */
  static boolean anyAfter(long i, long count) {
    return i == count - 1 || i % EVERY <= LAST_PLACE;
  }

  /** Whether this flaw follows the i-th of {@code count} records. */
  boolean isAfter(long i, long count) {
    return i % EVERY == Math.min(place, count - 1);
  }
}
