package dev.bookreel.source.jdbc;

import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.TableDefinition;
import java.util.Locale;

/**
 * A column as the database has it.
 *
 * @param type as the driver calls it, in lower case
 * @param jdbcType of {@link java.sql.Types}
 * @param nullable whether a row may have none
 */
record Field(String name, String type, int jdbcType, boolean nullable) {
  Field {
    type = type.toLowerCase(Locale.ROOT);
  }

  /** Whether the table has a column of this type that is read from this one. */
  boolean isReadAs(ColumnType wanted, TableDefinition table) {
    return table.columns().stream()
        .anyMatch(
            column ->
                column.type().equals(wanted) && column.from().steps().get(0).field().equals(name));
  }
}
