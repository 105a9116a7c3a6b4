package dev.bookreel.delivery;

import dev.bookreel.error.LakeException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * How delivery times are written in names of files and folders: {@code 2021-12-29T02-00-00.000Z},
 * in UTC, without the colons that Hadoop and object stores dislike. The names sort like the times.
 */
public final class DeliveryTime {
  private static final DateTimeFormatter MILLIS = formatter("uuuu-MM-dd'T'HH-mm-ss.SSS'Z'");
  private static final DateTimeFormatter SECONDS = formatter("uuuu-MM-dd'T'HH-mm-ss'Z'");
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  private DeliveryTime() {}

  /**
   * @param time in any precision; what is finer than milliseconds is cut off
   * @throws LakeException if its year does not have four digits
   */
  public static String format(Instant time) {
    Instant millis = time.truncatedTo(ChronoUnit.MILLIS);
    if (!hasFourDigits(millis)) {
      throw new LakeException(
          "Nothing can be delivered at %s: the year must have four digits. Give a time such as 2021-12-29T02:00:00Z"
              .formatted(time));
    }
    return MILLIS.format(millis);
  }

  /** The time that a name stands for, with or without milliseconds; empty if it is no time. */
  public static Optional<Instant> parse(String name) {
    try {
      DateTimeFormatter form = name.indexOf('.') < 0 ? SECONDS : MILLIS;
      return Optional.of(form.parse(name, Instant::from)).filter(DeliveryTime::hasFourDigits);
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }

  /** Whether the year has: other years would not sort. */
  private static boolean hasFourDigits(Instant time) {
    return !time.isBefore(FIRST) && !time.isAfter(LAST);
  }

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
        .withResolverStyle(ResolverStyle.STRICT)
        .withZone(ZoneOffset.UTC);
  }
}
