package dev.bookreel.definition;

import java.io.Serializable;
import java.util.Collection;

/**
 * A field of a delivery that no column of its table names.
 *
 * @param path where records have it, in the notation of {@code from}
 * @param line the column to add to the definition in order to have it, ready to be copied; a
 *     comment that says why not, if no column can
 */
public record NewField(String path, String line) implements Serializable {
  static final String FROM = "from: ";
  static final String COMMENT = "# ";

  /** Whether it can be a column. */
  public boolean isReachable() {
    return !line.startsWith(COMMENT);
  }

  /** Whether one of these lines is about the same field, whatever type it guessed. */
  public boolean isAmong(Collection<String> lines) {
    String place = line.substring(line.indexOf(FROM));
    return lines.stream().anyMatch(other -> other.endsWith(place));
  }
}
