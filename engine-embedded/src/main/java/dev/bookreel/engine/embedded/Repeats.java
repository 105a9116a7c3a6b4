package dev.bookreel.engine.embedded;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.IoReason;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Accepted rows in whose place a later one counts: {@code superseded} has their rowids as {@code
 * position}, and whether each is a duplicate.
 */
final class Repeats {
  private static final int MARKS = 1 << 20;

  /** More are sooner found by reading everything, and their numbers would take much memory. */
  private static final int MOST_LINES = 1_000_000;

  private final Workspace workspace;
  private final TableDefinition table;
  private final DeliveredRows rows;
  private long duplicates;
  private long refused;

  Repeats(Workspace workspace, TableDefinition table, DeliveredRows rows) {
    this.workspace = workspace;
    this.table = table;
    this.rows = rows;
  }

  /**
   * Rows that equal a later one in every column are duplicates. Of rows with one key and different
   * content the last in the file counts, the others are refused. Hashes come first: only rows whose
   * key's hash occurs twice are compared. Millions of numbers are sooner sorted than grouped.
   */
  void find() throws SQLException {
    long hashes =
        workspace.write(
            """
            CREATE TABLE repeated AS
            SELECT DISTINCT h FROM (
              SELECT h, lag(h) OVER (ORDER BY h) AS before
              FROM (SELECT hash(%s) AS h FROM delivered WHERE __reason IS NULL))
            WHERE h = before
            """
                .formatted(key()));
    if (hashes == 0) {
      workspace.execute("CREATE TABLE superseded (position BIGINT, is_duplicate BOOLEAN)");
      return;
    }
    long found =
        workspace.write(
            """
            CREATE TABLE superseded AS
            SELECT position, NOT last_of_content AS is_duplicate FROM (
              SELECT rowid AS position,
                row_number() OVER (PARTITION BY %1$s ORDER BY rowid DESC) = 1 AS last_of_key,
                row_number() OVER (PARTITION BY %2$s ORDER BY rowid DESC) = 1 AS last_of_content
              FROM delivered
              WHERE __reason IS NULL AND hash(%1$s) IN (SELECT h FROM repeated))
            WHERE NOT last_of_key
            """
                .formatted(key(), names()));
    duplicates = workspace.number("SELECT count(*) FROM superseded WHERE is_duplicate");
    if (found > duplicates) {
      refuse();
    }
  }

  /**
   * Takes over what others have found, and refuses those that are no duplicates.
   *
   * @param found a relation of {@code position} and {@code is_duplicate}
   */
  void take(String found) throws SQLException {
    workspace.execute("CREATE TABLE superseded AS FROM " + found);
    refuse();
  }

  /**
   * The one case in which a file is read again: only now is it known which records to show. Of a
   * file in which each record is a line, these lines are enough; of others all records are counted,
   * one after the other.
   */
  private void refuse() throws SQLException {
    long found =
        workspace.write(
            "CREATE TABLE shown AS SELECT position AS __row FROM superseded WHERE NOT is_duplicate ORDER BY position");
    if (found > 0) {
      Optional<String> lines = found > MOST_LINES ? Optional.empty() : lines();
      refused =
          rows.refuse(
              "SELECT __row, %s AS reason, %s AS record FROM shown JOIN %s"
                  .formatted(
                      Sql.text(
                          "key repeated: a later row has the same "
                              + String.join(", ", table.key())
                              + " and other content"),
                      rows.file().record(),
                      lines.isPresent()
                          ? numbered(lines.get()) + " ON __number = shown.rowid"
                          : marked(numbered(rows.file().relation())) + " ON __number = __row"));
    }
    workspace.execute("DROP TABLE shown");
  }

  private static String numbered(String relation) {
    return "(SELECT *, row_number() OVER () - 1 AS __number FROM %s)".formatted(relation);
  }

  /** Few of the rows: DuckDB may gather them all before it joins. A constant makes it quick. */
  private String marked(String numbered) throws SQLException {
    workspace.execute(
        "SET VARIABLE marks = (SELECT bitstring_agg((__row %% %d)::INTEGER, 0, %d) FROM shown)"
            .formatted(MARKS, MARKS - 1));
    return "(SELECT * FROM %s WHERE get_bit(getvariable('marks'), (__number %% %d)::INTEGER) = 1)"
        .formatted(numbered, MARKS);
  }

  private Optional<String> lines() throws SQLException {
    long[] positions =
        workspace
            .list(
                "SELECT position FROM %s ORDER BY position"
                    .formatted(rows.positioned("SELECT __row FROM shown")),
                row -> row.getLong(1))
            .stream()
            .mapToLong(Long::longValue)
            .toArray();
    Path aside = workspace.aside("shown");
    try {
      return rows.file().relation(positions, rows.rows() + rows.broken(), aside);
    } catch (IOException e) {
      throw new LakeException(
          "Cannot read %s again, or copy lines of it into %s: %s. Make it readable, and room there, then load again"
              .formatted(rows.file().delivery().file(), aside, IoReason.of(e)),
          e);
    }
  }

  /** How many equal a later row in every column. */
  long duplicates() {
    return duplicates;
  }

  /** How many others were refused. */
  long refused() {
    return refused;
  }

  private String key() {
    return Sql.names(table.key());
  }

  private String names() {
    return Sql.names(table.columnNames());
  }
}
