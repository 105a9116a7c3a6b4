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
import java.util.Optional;

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

  /** Offsets with seconds, as clocks had them long ago, are not taken: then UTC. */
  private static String written(OffsetDateTime time) {
    boolean wholeMinutes = time.getOffset().getTotalSeconds() % 60 == 0;
    return WITH_OFFSET.format(wholeMinutes ? time : time.withOffsetSameInstant(ZoneOffset.UTC));
  }

  /** From when on a zone's offset has no seconds; empty if it never had. */
  static Optional<Instant> wholeMinutesFrom(ZoneId zone) {
    List<ZoneOffsetTransition> transitions = zone.getRules().getTransitions();
    for (int i = transitions.size() - 1; i >= 0; i--) {
      if (transitions.get(i).getOffsetBefore().getTotalSeconds() % 60 != 0) {
        return Optional.of(transitions.get(i).getInstant());
      }
    }
    return Optional.empty();
  }
}
