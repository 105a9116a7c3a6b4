package dev.bookreel.sample;

import dev.bookreel.error.WrongUsageException;

/**
 * How much to make, and which of all possible samples.
 *
 * @param nights folders to write, 1 to 1000; the first night is 2021-12-29, the others follow day
 *     by day
 * @param streams good sessions in all nights together, up to a billion. A day has as many as any
 *     other day; the first night delivers the days 1 to 27 December 2021, each later night one more
 *     day
 * @param reviews good reviews in the vendor's first dump, up to a billion. Each later night's dump
 *     is whole again, a few percent of it deleted, changed, added or come back
 * @param seed any number: decides what the records say, but not how many there are
 */
public record SampleSpec(int nights, long streams, long reviews, long seed) {

  /** The longest story that the word lists can name new authors, books and movies for. */
  private static final int MOST_NIGHTS = 1_000;

  /** With more, two sessions would have to start in the same millisecond. */
  private static final long MOST_RECORDS = 1_000_000_000;

  /**
   * @throws WrongUsageException if a number is out of its range
   */
  public SampleSpec {
    check("nights", nights, 1, MOST_NIGHTS);
    check("streams", streams, 0, MOST_RECORDS);
    check("reviews", reviews, 0, MOST_RECORDS);
  }

  /** What the folder {@code samples/} of the project was made from. */
  public static SampleSpec standard() {
    return new SampleSpec(3, 6_000, 300, 2021);
  }

  private static void check(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new WrongUsageException(
          ("Cannot make a sample with --%s %d: it has to be from %d to %d."
                  + " Give a number in that range.")
              .formatted(name, value, least, most));
    }
  }
}
