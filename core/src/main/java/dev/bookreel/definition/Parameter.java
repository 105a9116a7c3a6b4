package dev.bookreel.definition;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Locale;

/**
 * A question's parameter. Its value is kept as text and becomes typed when it is bound.
 *
 * @param name as the SQL writes it behind a colon
 * @param defaultText a text that {@link #value} accepts
 */
public record Parameter(String name, Type type, String defaultText) {

  /** How a parameter's text is read, and what SQL receives. */
  public enum Type {
    STRING("any text"),
    INT("a whole number, such as 12"),
    DOUBLE("a number, such as 0.5"),
    /** SQL receives the instant at which the month begins in the lake's zone. */
    MONTH("a month, such as 2021-12"),
    /** SQL receives an instant; a text without an offset is meant in the lake's zone. */
    TIMESTAMP("a day or a time, such as 2021-12-25, 2021-12-25 07:00 or 2021-12-25T07:00:00+01:00");

    private final String description;

    Type(String description) {
      this.description = description;
    }

    /** What a value looks like, for messages. */
    String description() {
      return description;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The value to bind: a String, Long, Double or Instant.
   *
   * @throws IllegalArgumentException if the text is not of the parameter's type; the message says
   *     what would be
   */
  public Object value(String text, ZoneId zone) {
    try {
      return switch (type) {
        case STRING -> text;
        case INT -> Long.parseLong(text.strip());
        case DOUBLE -> finite(Double.parseDouble(text.strip()));
        case MONTH -> YearMonth.parse(text.strip()).atDay(1).atStartOfDay(zone).toInstant();
        case TIMESTAMP -> instant(text.strip().replace(' ', 'T'), zone);
      };
    } catch (DateTimeException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "Parameter '%s' cannot be '%s': it is %s".formatted(name, text, type.description), e);
    }
  }

  private static double finite(double number) {
    if (!Double.isFinite(number)) {
      throw new NumberFormatException("%s is not finite".formatted(number));
    }
    return number;
  }

  private static Instant instant(String text, ZoneId zone) {
    if (text.matches("\\d{4}-\\d{2}-\\d{2}")) {
      return LocalDate.parse(text).atStartOfDay(zone).toInstant();
    }
    if (text.matches(".*(Z|[+-]\\d{2}:?\\d{2})")) {
      return OffsetDateTime.parse(text.replaceFirst("([+-]\\d{2})(\\d{2})$", "$1:$2")).toInstant();
    }
    return LocalDateTime.parse(text).atZone(zone).toInstant();
  }
}
