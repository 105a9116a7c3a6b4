package dev.bookreel.cli.output;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The one text of a value, the same in every format. */
final class ValueText {
  private static final DateTimeFormatter MILLISECONDS = instants(".SSS");
  private static final DateTimeFormatter MICROSECONDS = instants(".SSSSSS");
  private static final DateTimeFormatter SECONDS = instants("");

  private ValueText() {}

  /** A value that is not null, as text without quotes; lists and maps as JSON. */
  static String of(Object value) {
    if (value instanceof Instant instant) {
      return instant(instant);
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof List || value instanceof Map) {
      return json(value);
    }
    return value.toString();
  }

  /** UTC, with milliseconds, or microseconds where there are any. */
  static String instant(Instant instant) {
    boolean fine = !instant.equals(instant.truncatedTo(ChronoUnit.MILLIS));
    return (fine ? MICROSECONDS : MILLISECONDS).format(instant);
  }

  /** UTC, without the fraction. */
  static String seconds(Instant instant) {
    return SECONDS.format(instant);
  }

  private static DateTimeFormatter instants(String fraction) {
    return DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss" + fraction + "'Z'", Locale.ROOT)
        .withZone(ZoneOffset.UTC);
  }

  private static String json(Object value) {
    StringWriter text = new StringWriter();
    try (var generator = JsonValues.compactGenerator(text)) {
      JsonValues.write(generator, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
