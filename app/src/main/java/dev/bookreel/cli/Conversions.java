package dev.bookreel.cli;

import dev.bookreel.cli.command.Instants;
import dev.bookreel.definition.ByteSize;
import dev.bookreel.error.WrongUsageException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what options and parameters are given as text; the messages say what would be right. */
final class Conversions {
  /** What reading JSON takes, of which a record may be large. */
  private static final ByteSize LEAST_MEMORY = new ByteSize(100_000_000);

  /** More do nothing but wait for each other, for minutes. */
  private static final int MOST_THREADS = 1000;

  private Conversions() {}

  static Instant instant(String text) {
    try {
      return Instants.parse(text);
    } catch (WrongUsageException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  static ByteSize memory(String text) {
    ByteSize size =
        ByteSize.parse(text)
            .orElseThrow(
                () ->
                    new TypeConversionException(
                        "'%s' is not a size. Write a whole number and a unit: 500MB, 4GB"
                            .formatted(text)));
    if (size.bytes() < LEAST_MEMORY.bytes()) {
      throw new TypeConversionException(
          "%s is too little to work with. Give %s or more".formatted(size, LEAST_MEMORY));
    }
    return size;
  }

  static OptionalInt threads(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number > 0 && number <= MOST_THREADS) {
        return OptionalInt.of(number);
      }
    } catch (NumberFormatException noNumber) {
      // It is refused as one that is out of range.
    }
    throw new TypeConversionException(
        "'%s' is no number of threads. Write a whole number from 1 to %d"
            .formatted(text, MOST_THREADS));
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
