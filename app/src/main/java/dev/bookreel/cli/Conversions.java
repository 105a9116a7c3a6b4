package dev.bookreel.cli;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what options and parameters are given as text; the messages say what would be right. */
final class Conversions {
  private Conversions() {}

  static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text.strip().replace(' ', 'T')).toInstant();
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "'%s' is not an instant. Write a day, a time and an offset: 2021-12-29T02:00:00Z or"
                  .formatted(text)
              + " 2021-12-29T02:00+01:00");
    }
  }

  /** Reads a word that is one of the values' texts, in any case. */
  static <T> ITypeConverter<T> oneOf(T[] values) {
    List<String> words = Arrays.stream(values).map(T::toString).toList();
    return text -> {
      for (T value : values) {
        if (value.toString().equalsIgnoreCase(text)) {
          return value;
        }
      }
      throw new TypeConversionException(
          "'%s' is none of: %s".formatted(text, String.join(", ", words)));
    };
  }
}
