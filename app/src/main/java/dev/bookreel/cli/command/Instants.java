package dev.bookreel.cli.command;

import dev.bookreel.error.WrongUsageException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Instants as a command line writes them. */
public final class Instants {
  private Instants() {}

  /**
   * Reads a day, a time and an offset.
   *
   * @throws WrongUsageException if the text is something else; says what would be right
   */
  public static Instant parse(String text) {
    try {
      return OffsetDateTime.parse(text.strip().replace(' ', 'T')).toInstant();
    } catch (DateTimeParseException e) {
      throw new WrongUsageException(
          "'%s' is not an instant. Write a day, a time and an offset: 2021-12-29T02:00:00Z or"
                  .formatted(text)
              + " 2021-12-29T02:00+01:00");
    }
  }
}
