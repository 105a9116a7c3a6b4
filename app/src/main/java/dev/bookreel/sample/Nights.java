package dev.bookreel.sample;

import java.time.LocalDate;

/** When the deliveries come: at 02:00 UTC, the first one on 2021-12-29. Nights count from 0. */
final class Nights {
  /** Nothing is told of the days before. */
  static final LocalDate STORY_BEGINS = LocalDate.of(2021, 12, 1);

  /** The first delivery's sessions start on these many days; a session may take 24 hours more. */
  static final int DAYS_OF_FIRST_SESSIONS = 27;

  private static final LocalDate FIRST = LocalDate.of(2021, 12, 29);

  private Nights() {}

  static LocalDate date(int night) {
    return FIRST.plusDays(night);
  }

  /** The folder's name, for example {@code 2021-12-29T02-00-00Z}. */
  static String folder(int night) {
    return date(night) + "T02-00-00Z";
  }
}
