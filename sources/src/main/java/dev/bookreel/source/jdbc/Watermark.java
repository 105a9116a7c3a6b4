package dev.bookreel.source.jdbc;

import dev.bookreel.source.jdbc.Mark.Kind;
import java.util.Optional;

/** A mark and its column as one text, such as {@code updated_at = 2021-12-06T18:30:19.099Z}. */
final class Watermark {
  private static final String EQUALS = " = ";

  private Watermark() {}

  static String text(String column, Mark mark) {
    return column + EQUALS + mark.text();
  }

  /** Empty if the text is about another column or another type: then nothing of it is known. */
  static Optional<Mark> parse(String text, String column, Kind kind) {
    return text.startsWith(column + EQUALS)
        ? Mark.parse(kind, text.substring(column.length() + EQUALS.length()))
        : Optional.empty();
  }
}
