package dev.bookreel.compatibility;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.definition.TableName;
import java.util.Arrays;
import java.util.List;

/** Tables of every kind, with a column of every type. */
final class Tables {
  static final TableDefinition MOVIES =
      table(
          "stream.movies",
          Format.CSV,
          Contains.EVERYTHING,
          List.of("title"),
          column("title", "string"),
          column("mins", "int"),
          column("released", "date"));

  static final TableDefinition STREAMS =
      table(
          "stream.streams",
          Format.CSV,
          Contains.CHANGES,
          List.of("user_email", "start_at"),
          column("user_email", "string"),
          column("start_at", "timestamp"),
          column("day", "date"),
          column("size_mb", "double"),
          column("price", "decimal(10,2)"),
          column("worth", "decimal(38,10)"),
          column("bytes", "long"),
          column("finished", "boolean"));

  static final TableDefinition REVIEWS =
      table(
          "vendor.reviews",
          Format.JSON,
          Contains.EVERYTHING,
          List.of("created", "books"),
          column("created", "timestamp", "meta.created"),
          column("books", "array<string>", "books[].title"),
          column("seen", "array<timestamp>", "seen[]"),
          column("rate", "int"));

  static final List<TableDefinition> ALL = List.of(MOVIES, STREAMS, REVIEWS);

  private Tables() {}

  private static TableDefinition table(
      String name, Format format, Contains contains, List<String> key, Column... columns) {
    return new TableDefinition(
        TableName.parse(name),
        "A table",
        name,
        format,
        contains,
        key,
        Arrays.asList(columns),
        List.of(),
        0.5,
        1);
  }

  private static Column column(String name, String type) {
    return column(name, type, name);
  }

  private static Column column(String name, String type, String from) {
    return new Column(
        name, ColumnType.parse(type).orElseThrow(), ColumnPath.parse(from), List.of());
  }
}
