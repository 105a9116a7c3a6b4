package dev.bookreel.engine.embedded;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.sql.SQLException;

/**
 * Accepted rows in whose place a later one counts: {@code superseded} has their rowids as {@code
 * position}, and whether each is a duplicate.
 */
final class Repeats {
  /** So many that few rows share one by chance, and so few that they stay in the processor. */
  private static final int MARKS = 1 << 20;

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
   * The one case in which a file is read again: only now is it known which records to show. Marks
   * by hash of key let few of its rows through, in its order and in parallel; the n-th of them is
   * the n-th of {@link Delivered#TABLE} that the marks let through. First come marks of what the
   * key has of texts, for which nothing needs to be cast.
   */
  private void refuse() throws SQLException {
    String superseded = "SELECT position FROM superseded WHERE NOT is_duplicate";
    String mark = mark(key());
    String textMark = mark(Sql.names(rows.textKey()));
    String marked = " FROM %s WHERE rowid IN (%s)".formatted(Delivered.TABLE, superseded);
    setMarks("marks", mark, marked);
    setMarks("text_marks", textMark, marked);
    workspace.execute(
        "CREATE TABLE shown AS SELECT %s AS record FROM (%s) WHERE %s"
            .formatted(
                rows.file().record(),
                rows.typed(isMarked("text_marks", mark(rows.textOfTextKey()))),
                isMarked("marks", mark)));
    refused =
        rows.refuse(
            """
            SELECT marked.__row, %s AS reason, shown.record
            FROM (SELECT rowid AS __row, row_number() OVER (ORDER BY rowid) AS n
              FROM %s WHERE %s AND %s) marked
            JOIN shown ON marked.n = shown.rowid + 1
            WHERE marked.__row IN (%s)
            """
                .formatted(
                    Sql.text(
                        "key repeated: a later row has the same "
                            + String.join(", ", table.key())
                            + " and other content"),
                    Delivered.TABLE,
                    isMarked("text_marks", textMark),
                    isMarked("marks", mark),
                    superseded));
    workspace.execute("DROP TABLE shown");
  }

  /**
   * @param columns separated by commas; where there are none, all rows have the same mark
   */
  private static String mark(String columns) {
    return columns.isEmpty() ? "0" : "(hash(%s) %% %d)::INTEGER".formatted(columns, MARKS);
  }

  /** A variable with a bit for each mark: with a constant DuckDB is several times as fast. */
  private void setMarks(String variable, String mark, String from) throws SQLException {
    workspace.execute(
        "SET VARIABLE %s = (SELECT bitstring_agg(%s, 0, %d)%s)"
            .formatted(variable, mark, MARKS - 1, from));
  }

  private static String isMarked(String variable, String mark) {
    return "get_bit(getvariable('%s'), %s) = 1".formatted(variable, mark);
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
