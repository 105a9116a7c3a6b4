package dev.bookreel.sample;

import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A stretch of whole days in which things happen, at most one in a millisecond. The clock is the
 * app's and the vendor's, which stay at +01:00 also in summer.
 */
final class Window {
  static final ZoneOffset CLOCK = ZoneOffset.ofHours(1);

  private static final long DAY_MILLIS = 86_400_000;

  private final long from;
  private final long length;
  private final long count;
  private final long stride;

  private Window(LocalDate firstDay, int days, long count) {
    this.from = firstDay.atStartOfDay(CLOCK).toInstant().toEpochMilli();
    this.length = days * DAY_MILLIS;
    this.count = count;
    this.stride = coprimeStride(count);
  }

  /** The days in which the new sessions of a night start: all have ended before the delivery. */
  static Window ofSessions(int night, long count) {
    return night == 0
        ? new Window(Nights.STORY_BEGINS, Nights.DAYS_OF_FIRST_SESSIONS, count)
        : new Window(Nights.date(night).minusDays(2), 1, count);
  }

  /** The days in which the new reviews of a night were written and updated. */
  static Window ofReviews(int night, long count) {
    return night == 0
        ? new Window(Nights.STORY_BEGINS, Nights.DAYS_OF_FIRST_SESSIONS + 1, count)
        : new Window(Nights.date(night).minusDays(1), 1, count);
  }

  /** The slot of the i-th thing: every slot from 0 is taken once, in no evident order. */
  long slot(long i) {
    return (i * stride + count / 2) % count;
  }

  /** The slot that an instant belongs to. */
  long slotAt(long epochMillis) {
    return (epochMillis - from) * count / length;
  }

  /** When the slot begins, in epoch milliseconds. */
  long begin(long slot) {
    return from + slot * length / count;
  }

  /** How many milliseconds each slot has for itself, at least 1. */
  long slotMillis() {
    return length / count;
  }

  /** Some instant of the window, in epoch milliseconds. */
  long anytime(Dice dice) {
    return from + dice.below(length);
  }

  /** The golden section of the count spreads neighbours well; coprime, it meets every slot once. */
  private static long coprimeStride(long count) {
    long stride = Math.max(1, count * 618_033_989 / 1_000_000_000);
    while (greatestCommonDivisor(stride, count) > 1) {
      stride++;
    }
    return stride;
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
