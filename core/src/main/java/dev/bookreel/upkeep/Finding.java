package dev.bookreel.upkeep;

import dev.bookreel.definition.TableName;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Something about a file of a lake.
 *
 * @param table whose file it is, or whose delivery
 * @param message what it is about, and for a person what to do
 */
public record Finding(TableName table, Kind kind, Path file, String message) {

  /** What is found, the worst first. */
  public enum Kind {
    DAMAGED,
    MISSING,
    /** Nothing refers to it. */
    UNEXPECTED,
    /** It is there, and nobody kept what its content was. */
    UNCHECKED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether something that the lake needs is not as it should be. */
  public boolean isDamage() {
    return kind == Kind.DAMAGED || kind == Kind.MISSING;
  }
}
