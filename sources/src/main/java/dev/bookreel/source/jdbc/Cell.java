package dev.bookreel.source.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** How one column's values are read. */
@FunctionalInterface
interface Cell {
  /** The value as text in UTF-8; null if there is none. */
  byte @Nullable [] read(ResultSet row, int column) throws SQLException;

  /** Whether the text is JSON. */
  default boolean isJson() {
    return false;
  }

  /** A value's text. */
  @FunctionalInterface
  interface Text {
    @Nullable String read(ResultSet row, int column) throws SQLException;
  }

  /** Values as Java's texts. */
  static Cell text(Text text) {
    return (row, column) -> {
      String value = text.read(row, column);
      return value == null ? null : value.getBytes(StandardCharsets.UTF_8);
    };
  }

  /** Values that are JSON. */
  static Cell json(Cell cell) {
    return new Cell() {
      @Override
      public byte @Nullable [] read(ResultSet row, int column) throws SQLException {
        return cell.read(row, column);
      }

      @Override
      public boolean isJson() {
        return true;
      }
    };
  }
}
