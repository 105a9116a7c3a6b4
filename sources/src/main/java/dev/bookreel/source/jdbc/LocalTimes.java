package dev.bookreel.source.jdbc;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Optional;

/**
 * Times as deliveries write them: as a clock in a zone showed them, with the offset. So the instant
 * is exact, and the day is the one that people there had.
 */
final class LocalTimes {
  /** Before when every zone's local times can be written. */
  static final Instant TO = Instant.parse("9999-12-31T00:00:00Z");

  /** Where the seconds of a written time end. */
  private static final int SECONDS_END = 19;

  private static final int FIRST_YEAR = 1;
  private static final int LAST_YEAR = 9999;

  private final ZoneId zone;

  LocalTimes(ZoneId zone) {
    this.zone = zone;
  }

  /**
   * A time without a zone. One that occurs twice, in the night when clocks go back, is the later;
   * one that does not exist moves on by what clocks go forward. So does PostgreSQL.
   */
  String withOffset(LocalDateTime local) {
    return written(ZonedDateTime.of(local, zone).withLaterOffsetAtOverlap().toOffsetDateTime());
  }

  String withOffset(Instant instant) {
    return written(instant.atZone(zone).toOffsetDateTime());
  }

  /**
   * Not every time is taken as a local one: offsets had seconds long ago, and in other zones it is
   * the year 0 or 10000 already. Then UTC.
   */
  private static String written(OffsetDateTime time) {
    boolean taken =
        time.getOffset().getTotalSeconds() % 60 == 0
            && time.getYear() >= FIRST_YEAR
            && time.getYear() <= LAST_YEAR;
    return (taken ? time : time.withOffsetSameInstant(ZoneOffset.UTC)).toString();
  }

  /**
   * A day and a time as databases write them, such as {@code 2021-12-29 02:00:00.123456}; empty if
   * it is none. Java's own parser takes several times as long, and there are many.
   */
  static Optional<LocalDateTime> parse(String text) {
    try {
      String fraction = text.length() > SECONDS_END ? text.substring(SECONDS_END + 1) : "";
      return Optional.of(
          LocalDateTime.of(
              Integer.parseInt(text, 0, 4, 10),
              Integer.parseInt(text, 5, 7, 10),
              Integer.parseInt(text, 8, 10, 10),
              Integer.parseInt(text, 11, 13, 10),
              Integer.parseInt(text, 14, 16, 10),
              Integer.parseInt(text, 17, SECONDS_END, 10),
              fraction.isEmpty() ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9))));
    } catch (NumberFormatException | IndexOutOfBoundsException | DateTimeException none) {
      return Optional.empty();
    }
  }

  /** From when on a zone's local times can be written. */
  static Instant from(ZoneId zone) {
    List<ZoneOffsetTransition> transitions = zone.getRules().getTransitions();
    for (int i = transitions.size() - 1; i >= 0; i--) {
      if (transitions.get(i).getOffsetBefore().getTotalSeconds() % 60 != 0) {
        return transitions.get(i).getInstant();
      }
    }
    return Instant.parse("0001-01-02T00:00:00Z");
  }
}
