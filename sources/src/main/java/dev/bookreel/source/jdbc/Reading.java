package dev.bookreel.source.jdbc;

import dev.bookreel.definition.TableDefinition;
import java.time.ZoneId;
import java.util.List;

/**
 * Rows to be read for a table.
 *
 * @param relation a quoted table, or a query in brackets
 * @param fields what it has; never empty
 * @param condition SQL with the columns of {@code q}; empty for all rows
 * @param zone in which times without a zone are meant, and times with one are written
 */
record Reading(
    TableDefinition table, String relation, List<Field> fields, String condition, ZoneId zone) {

  boolean json() {
    return table.format() == TableDefinition.Format.JSON;
  }

  /** A file without any rows: JSON without any value would be none. */
  byte[] ifEmpty() {
    return json() ? new byte[] {'[', ']', '\n'} : new byte[0];
  }

  String where() {
    return condition.isEmpty() ? "" : " WHERE " + condition;
  }
}
