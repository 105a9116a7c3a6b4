package dev.bookreel.source.jdbc;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Locale;

/**
 * Times as deliveries write them: as a clock in a zone showed them, with the offset. So the instant
 * is exact, and the day is the one that people there had.
 */
final class LocalTimes {
  private static final DateTimeFormatter WITH_OFFSET =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendOffset("+HH:MM", "+00:00")
          .toFormatter(Locale.ROOT);

  /** Before when every zone's local times can be written. */
  static final Instant TO = Instant.parse("9999-12-31T00:00:00Z");

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
    return WITH_OFFSET.format(taken ? time : time.withOffsetSameInstant(ZoneOffset.UTC));
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
