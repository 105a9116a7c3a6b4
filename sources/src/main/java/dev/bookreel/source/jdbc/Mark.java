package dev.bookreel.source.jdbc;

import dev.bookreel.error.LakeException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far a reading came in a column that grows. */
sealed interface Mark {

  /** What a column can grow in. */
  enum Kind {
    NUMBER,
    DAY,
    /** A day and a time without a zone. */
    LOCAL,
    INSTANT
  }

  /** Of a number. */
  record OfNumber(BigDecimal value) implements Mark {
    @Override
    public Kind kind() {
      return Kind.NUMBER;
    }

    @Override
    public Mark less(Overlap overlap, String column) {
      return new OfNumber(
          value.subtract(
              overlap
                  .number()
                  .orElseThrow(() -> wrong(column, "numbers", "a number, such as 1000"))));
    }

    @Override
    public boolean isBelow(Mark other) {
      return other instanceof OfNumber number && value.compareTo(number.value) < 0;
    }

    @Override
    public String text() {
      return value.toPlainString();
    }
  }

  /**
   * Of a time.
   *
   * @param value a day's first moment; an instant in UTC; one before year 1 becomes its beginning
   */
  record OfTime(Kind kind, LocalDateTime value) implements Mark {
    private static final DateTimeFormatter LITERAL =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    /** Before it are BC and {@code -infinity}, of which no database takes the literal. */
    private static final LocalDateTime FIRST = LocalDateTime.of(1, 1, 1, 0, 0);

    public OfTime {
      value = value.isBefore(FIRST) ? FIRST : value;
    }

    /** PostgreSQL's driver has the infinite times as the outermost ones that Java knows. */
    static Mark instant(OffsetDateTime time) {
      boolean outermost = time.equals(OffsetDateTime.MAX) || time.equals(OffsetDateTime.MIN);
      return new OfTime(
          Kind.INSTANT,
          (outermost ? time : time.withOffsetSameInstant(ZoneOffset.UTC)).toLocalDateTime());
    }

    @Override
    public String literal() {
      return kind == Kind.DAY ? text() : LITERAL.format(value);
    }

    @Override
    public Mark less(Overlap overlap, String column) {
      Duration duration =
          overlap.time().orElseThrow(() -> wrong(column, "times", "a length of time, such as 1 h"));
      LocalDateTime earlier = value.minus(duration);
      return new OfTime(kind, kind == Kind.DAY ? earlier.toLocalDate().atStartOfDay() : earlier);
    }

    @Override
    public boolean isBelow(Mark other) {
      return other instanceof OfTime time && value.isBefore(time.value);
    }

    @Override
    public String text() {
      return switch (kind) {
        case DAY -> value.toLocalDate().toString();
        case INSTANT -> value.toInstant(ZoneOffset.UTC).toString();
        default -> value.toString();
      };
    }
  }

  Kind kind();

  /** The mark that lies so much before this one. */
  Mark less(Overlap overlap, String column);

  boolean isBelow(Mark other);

  /** As {@link #parse} reads it. */
  String text();

  /** A literal of SQL, as far as all databases write it alike: digits, or a day and a time. */
  default String literal() {
    return text();
  }

  /** The lower of this mark and a moment, if it is a time: of the future nobody has read all. */
  default Mark notAfter(Instant now, ZoneId zone) {
    Mark present = at(kind(), now, zone);
    return present != null && present.isBelow(this) ? present : this;
  }

  private static @Nullable Mark at(Kind kind, Instant now, ZoneId zone) {
    return switch (kind) {
      case NUMBER -> null;
      case DAY -> new OfTime(kind, LocalDate.ofInstant(now, zone).atStartOfDay());
      case LOCAL -> new OfTime(kind, LocalDateTime.ofInstant(now, zone));
      case INSTANT -> new OfTime(kind, LocalDateTime.ofInstant(now, ZoneOffset.UTC));
    };
  }

  /** What {@link #text} wrote; empty if the text is of another kind. */
  static Optional<Mark> parse(Kind kind, String text) {
    try {
      return Optional.of(
          switch (kind) {
            case NUMBER -> new OfNumber(new BigDecimal(text));
            case DAY -> new OfTime(kind, LocalDate.parse(text).atStartOfDay());
            case LOCAL -> new OfTime(kind, LocalDateTime.parse(text));
            case INSTANT ->
                new OfTime(kind, LocalDateTime.ofInstant(Instant.parse(text), ZoneOffset.UTC));
          });
    } catch (NumberFormatException | DateTimeException other) {
      return Optional.empty();
    }
  }

  private static LakeException wrong(String column, String are, String right) {
    return new LakeException(
        "The watermark '%s' has %s, and its overlap is none of them. Set 'overlap' to %s"
            .formatted(column, are, right));
  }
}
