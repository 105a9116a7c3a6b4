package dev.bookreel.cli;

import dev.bookreel.cli.command.Instants;
import dev.bookreel.error.WrongUsageException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what options and parameters are given as text; the messages say what would be right. */
final class Conversions {
  private Conversions() {}

  static Instant instant(String text) {
    try {
      return Instants.parse(text);
    } catch (WrongUsageException e) {
      throw new TypeConversionException(e.getMessage());
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
