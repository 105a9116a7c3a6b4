package dev.bookreel.definition;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a column holds. Its text, as definitions write it, is {@code toString()}. */
public sealed interface ColumnType extends Serializable {
  Pattern DECIMAL = Pattern.compile("decimal\\((\\d{1,2}), ?(\\d{1,2})\\)");
  Pattern ARRAY = Pattern.compile("array<(.+)>");

  /** The types without parameters. */
  enum Scalar implements ColumnType {
    STRING,
    /** 32 bits, signed. */
    INT,
    /** 64 bits, signed. */
    LONG,
    /** 64 bits, IEEE 754, finite. */
    DOUBLE,
    BOOLEAN,
    /** A day, without a zone. */
    DATE,
    /** An instant, in microseconds. */
    TIMESTAMP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An exact number of at most {@code precision} (1 to 38) digits, {@code scale} after the point.
   */
  record Decimal(int precision, int scale) implements ColumnType {
    public Decimal {
      if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
        throw new IllegalArgumentException(
            "decimal(%d,%d) does not exist. Precision is 1 to 38, scale 0 to precision"
                .formatted(precision, scale));
      }
    }

    @Override
    public String toString() {
      return "decimal(" + precision + "," + scale + ")";
    }
  }

  /** A list of values of a type that is not itself an array. Elements may be null. */
  record Array(ColumnType element) implements ColumnType {
    public Array {
      if (element instanceof Array) {
        throw new IllegalArgumentException("Arrays of arrays are not supported");
      }
    }

    @Override
    public String toString() {
      return "array<" + element + ">";
    }
  }

  /** The names that {@link #parse} knows, for messages. */
  static List<String> names() {
    return Stream.concat(
            Arrays.stream(Scalar.values()).map(Scalar::toString),
            Stream.of("decimal(18,2)", "array<string>"))
        .collect(Collectors.toList());
  }

  /** The type with this text, or empty if there is none. */
  static Optional<ColumnType> parse(String text) {
    for (Scalar scalar : Scalar.values()) {
      if (scalar.toString().equals(text)) {
        return Optional.of(scalar);
      }
    }
    Matcher decimal = DECIMAL.matcher(text);
    Matcher array = ARRAY.matcher(text);
    try {
      if (decimal.matches()) {
        return Optional.of(
            new Decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2))));
      }
      return array.matches() ? parse(array.group(1)).map(Array::new) : Optional.empty();
    } catch (IllegalArgumentException impossible) {
      return Optional.empty();
    }
  }
}
