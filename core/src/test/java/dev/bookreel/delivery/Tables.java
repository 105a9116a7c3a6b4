package dev.bookreel.delivery;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import java.util.List;

/** Definitions of which only the name, the delivery and the format matter. */
final class Tables {
  static final TableDefinition AUTHORS = table("vendor.authors", "vendor/authors.json");
  static final TableDefinition BOOKS = table("vendor.books", "vendor/books.json");

  private Tables() {}

  private static TableDefinition table(String name, String delivery) {
    return new TableDefinition(
        TableName.parse(name),
        "",
        delivery,
        TableDefinition.Format.JSON,
        TableDefinition.Contains.EVERYTHING,
        List.of("name"),
        List.of(new Column("name", ColumnType.Scalar.STRING, ColumnPath.field("name"), List.of())),
        List.of(),
        TableDefinition.DEFAULT_MAX_DELETED,
        TableDefinition.DEFAULT_MAX_CHANGED);
  }
}
