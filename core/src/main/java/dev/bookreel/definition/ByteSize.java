package dev.bookreel.definition;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written like {@code 64 GB}. Units are decimal: a GB is 1000 MB.
 *
 * @param bytes at least 1
 */
public record ByteSize(long bytes) implements Serializable {
  private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB");
  private static final Pattern WRITTEN = Pattern.compile("([1-9]\\d{0,5}) ?(B|KB|MB|GB|TB)");
  private static final int UNIT_STEP = 1000;

  public ByteSize {
    if (bytes < 1) {
      throw new IllegalArgumentException("A size has at least one byte: " + bytes);
    }
  }

  /** A size as {@code toString} writes it; the blank may be left out. Empty for anything else. */
  public static Optional<ByteSize> parse(String text) {
    Matcher matcher = WRITTEN.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long bytes = Long.parseLong(matcher.group(1));
    for (int unit = UNITS.indexOf(matcher.group(2)); unit > 0; unit--) {
      bytes *= UNIT_STEP;
    }
    return Optional.of(new ByteSize(bytes));
  }

  /** In the largest unit of which it is a whole number. */
  @Override
  public String toString() {
    long number = bytes;
    int unit = 0;
    while (number % UNIT_STEP == 0 && unit < UNITS.size() - 1) {
      number /= UNIT_STEP;
      unit++;
    }
    return number + " " + UNITS.get(unit);
  }
}
