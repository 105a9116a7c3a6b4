package dev.bookreel.engine.embedded;

import dev.bookreel.definition.ColumnType;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Types;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * From delivered text to a column's type, in SQL. DuckDB's own casts take more than we want (an int
 * from {@code 1.5}, a timestamp without an offset, {@code infinity}): a pattern says first what a
 * value of the type looks like.
 */
final class Casts {
  private static final String INT = "[+-]?\\d+";
  private static final String DECIMAL = "[+-]?(\\d+\\.?\\d*|\\.\\d+)";
  private static final String DOUBLE = DECIMAL + "([eE][+-]?\\d+)?";
  private static final String DAY = "\\d{4}-\\d{2}-\\d{2}";

  /** No hour 24 and no leap second: DuckDB would make another day or minute of them. */
  private static final String TIME = "([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?";

  /**
   * ISO 8601 knows no bound; a day and more is a mistake, and clocks never differed by 16 hours.
   */
  private static final String OFFSET = "(Z|[+-](0\\d|1[0-5])(:?[0-5]\\d)?)";

  /**
   * What most timestamps look like, by their hours, for a quick look at those that DuckDB takes:
   * where it is sure that there is a digit or nothing, any character may stand.
   */
  private static final List<String> USUAL_TIMESTAMPS =
      List.of(
          "[0-9]???-??-??T[01]?:??:??.??[0-9][+-]0[0-9][0-5][0-9]",
          "[0-9]???-??-??T2[0-3]:??:??.??[0-9][+-]0[0-9][0-5][0-9]");

  private static final Instant FIRST_INSTANT = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END_OF_TIME = Instant.parse("+10000-01-01T00:00:00Z");

  private Casts() {}

  /**
   * An expression for what DuckDB makes of a text: null where it makes nothing of it. Of this,
   * {@link #fitting} leaves what we take.
   */
  static String cast(String text, ColumnType type) {
    if (isText(type)) {
      return text;
    }
    if (type instanceof ColumnType.Array array) {
      return "list_transform(" + text + ", lambda e: " + typed("e", array.element()) + ")";
    }
    return "TRY_CAST(" + trimmed(text, type) + " AS " + Types.duck(type) + ")";
  }

  /**
   * An expression for the typed value: null where the text is null or does not fit.
   *
   * @param value of {@link #cast}; a column, for it is named several times
   */
  static String fitting(String text, String value, ColumnType type) {
    if (type instanceof ColumnType.Array || isText(type)) {
      return value;
    }
    return "CASE WHEN %s AND (%s OR regexp_full_match(%s, ' *(%s) *')) THEN %s END"
        .formatted(inRange(value, type), usual(text, value, type), text, pattern(type), value);
  }

  /**
   * A condition by which a text of which DuckDB makes a value is surely one for us, sooner found
   * out than by a pattern: most are written as DuckDB would write them.
   */
  private static String usual(String text, String value, ColumnType type) {
    if (type == ColumnType.Scalar.TIMESTAMP) {
      return USUAL_TIMESTAMPS.stream()
          .map(usual -> "%s GLOB '%s'".formatted(text, usual))
          .collect(Collectors.joining(" OR "));
    }
    // Infinite values are written so, too, and a double is long in the writing.
    return type == ColumnType.Scalar.DATE || type == ColumnType.Scalar.DOUBLE
        ? "false"
        : "%s = %s::VARCHAR".formatted(text, value);
  }

  /** Both at once, for a single look. */
  static String typed(String text, ColumnType type) {
    return fitting(text, cast(text, type), type);
  }

  /** Years 1 to 9999, in UTC, are those that every reader of the tables knows. */
  private static String inRange(String value, ColumnType type) {
    if (type == ColumnType.Scalar.DOUBLE) {
      return "isfinite(" + value + ")";
    }
    if (type == ColumnType.Scalar.DATE) {
      return value + " >= DATE '0001-01-01'";
    }
    if (type == ColumnType.Scalar.TIMESTAMP) {
      return "%s >= %s AND %s < %s"
          .formatted(value, Sql.instant(FIRST_INSTANT), value, Sql.instant(END_OF_TIME));
    }
    return value + " IS NOT NULL";
  }

  /** Whether values are what was delivered, whatever that is. */
  static boolean isText(ColumnType type) {
    return type instanceof ColumnType.Array array
        ? array.element() == ColumnType.Scalar.STRING
        : type == ColumnType.Scalar.STRING;
  }

  /** A condition: the text is there, but is no value of the type. */
  static String doesNotFit(String text, String typed, ColumnType type) {
    if (isText(type)) {
      return "false";
    }
    if (type instanceof ColumnType.Array) {
      return "list_count(" + text + ") IS DISTINCT FROM list_count(" + typed + ")";
    }
    return text + " IS NOT NULL AND " + typed + " IS NULL";
  }

  /**
   * Spaces around a value are no part of it, which DuckDB knows of most types. A date is the day as
   * written, whatever time and offset follow.
   */
  private static String trimmed(String text, ColumnType type) {
    if (type == ColumnType.Scalar.DATE) {
      return "left(trim(" + text + "), 10)";
    }
    return type == ColumnType.Scalar.BOOLEAN ? "trim(" + text + ")" : text;
  }

  /** More digits behind the point than the type has would be rounded, unless they are zeros. */
  private static String exact(int scale) {
    String fraction = scale == 0 ? "0+" : "\\d{1," + scale + "}0*";
    return "[+-]?(\\d+\\.?|\\d*\\." + fraction + ")";
  }

  private static String pattern(ColumnType type) {
    if (type instanceof ColumnType.Decimal decimal) {
      return exact(decimal.scale());
    }
    return switch ((ColumnType.Scalar) type) {
      case INT, LONG -> INT;
      case DOUBLE -> DOUBLE;
      case BOOLEAN -> "(?i)true|false";
      case DATE -> DAY + "([T ]" + TIME + OFFSET + "?)?";
      case TIMESTAMP -> DAY + "[T ]" + TIME + OFFSET;
      case STRING -> throw new IllegalArgumentException("Any text is a string");
    };
  }

  /** A type with its article, for reasons: {@code a double}, {@code an int}. */
  static String withArticle(ColumnType type) {
    String name = type.toString().toLowerCase(Locale.ROOT);
    return ("aeiou".indexOf(name.charAt(0)) < 0 ? "a " : "an ") + name;
  }
}
