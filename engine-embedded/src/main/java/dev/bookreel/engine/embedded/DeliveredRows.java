package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Check;
import dev.bookreel.definition.Column;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.Phase;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.LakeException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The records of a file, or of a part of one, read into the workspace in one pass: {@link
 * Delivered#TABLE} and {@link Delivered#REFUSED}. What only the whole file tells is left to others.
 */
final class DeliveredRows {
  static final int LONGEST_VALUE_SHOWN = 80;

  private static final Pattern CHECK_WRONG = Pattern.compile("(Binder|Parser|Catalog) Error");
  private static final Pattern CHECK_FAILED = Pattern.compile("(Conversion|Out of Range) Error");

  private final Workspace workspace;
  private final TableDefinition table;
  private final Delivery delivery;
  private final DeliveredFile file;
  private final long rows;
  private final long broken;
  private final long refused;

  /**
   * @param bytes how large the file is
   */
  DeliveredRows(
      Workspace workspace, TableDefinition table, Delivery delivery, DeliveredFile file, long bytes)
      throws SQLException {
    this.workspace = workspace;
    this.table = table;
    this.delivery = delivery;
    this.file = file;
    workspace.begins(delivery, Phase.READING);
    this.rows = materialise(bytes);
    workspace.begins(delivery, Phase.CHECKING);
    workspace.execute(
        "CREATE TABLE " + Delivered.REFUSED + " (position BIGINT, reason VARCHAR, record VARCHAR)");
    this.broken = setBrokenRowsAside();
    this.refused =
        refuse(
            "SELECT rowid AS __row, __reason AS reason, __record AS record FROM "
                + Delivered.TABLE
                + " WHERE __reason IS NOT NULL");
  }

  /**
   * Adds rows to {@link Delivered#REFUSED}.
   *
   * @param rows a query for {@code __row}, a rowid of {@link Delivered#TABLE}, {@code reason} and
   *     {@code record}
   * @return how many
   */
  long refuse(String rows) throws SQLException {
    return workspace.write(
        "INSERT INTO %s SELECT position, reason, record FROM %s"
            .formatted(Delivered.REFUSED, positioned(rows)));
  }

  /** How many could be split into fields. */
  long rows() {
    return rows;
  }

  /** How many could not. */
  long broken() {
    return broken;
  }

  /** How many were refused for their values. */
  long refused() {
    return refused;
  }

  DeliveredFile file() {
    return file;
  }

  /** Checks that do not refuse rows, and accepted rows that fail them. */
  List<FailedCheck> failedChecks() throws SQLException {
    List<FailedCheck> failed = new ArrayList<>();
    for (Check check : table.checks()) {
      if (check.otherwise() != Check.Otherwise.QUARANTINE) {
        FailedCheck found = failed(check);
        if (found.rows() > 0) {
          failed.add(found);
        }
      }
    }
    return failed;
  }

  private FailedCheck failed(Check check) throws SQLException {
    String failing = Delivered.TABLE + " WHERE __reason IS NULL AND " + isFailing(check);
    long failed;
    try {
      failed = count(failing);
    } catch (SQLException e) {
      throw translate(e);
    }
    long first =
        failed == 0
            ? 0
            : workspace.number(
                "SELECT position FROM " + positioned("SELECT min(rowid) AS __row FROM " + failing));
    return new FailedCheck(check, failed, first);
  }

  /** A line of its own, for the condition may end with a comment. */
  private static String isFailing(Check check) {
    return "(" + check.that() + "\n) IS FALSE";
  }

  private long count(String from) throws SQLException {
    return workspace.number("SELECT count(*) FROM " + from);
  }

  /**
   * Each broken record moves the positions of those behind it: {@code shifts} has by how much, from
   * which row on.
   */
  private long setBrokenRowsAside() throws SQLException {
    Optional<String> query = file.brokenRows(workspace);
    if (query.isEmpty()) {
      return 0;
    }
    long found = workspace.write("INSERT INTO " + Delivered.REFUSED + " " + query.get());
    workspace.execute(
        """
        CREATE TABLE shifts AS SELECT first_row, max(broken) AS broken FROM (
          SELECT row_number() OVER (ORDER BY position) AS broken, position - broken AS first_row
          FROM refused)
        GROUP BY first_row
        """);
    return found;
  }

  /**
   * Adds {@code position} to a query's rows.
   *
   * @param rows has a rowid of {@link Delivered#TABLE} as {@code __row}
   */
  String positioned(String rows) {
    return broken == 0
        ? "(SELECT r.*, r.__row + 1 AS position FROM (" + rows + ") r)"
        : "(SELECT r.*, r.__row + 1 + coalesce(s.broken, 0) AS position FROM ("
            + rows
            + ") r ASOF LEFT JOIN shifts s ON r.__row >= s.first_row)";
  }

  private long materialise(long bytes) throws SQLException {
    try {
      return workspace.create(Delivered.TABLE, query(), bytes);
    } catch (SQLException e) {
      throw translate(e);
    }
  }

  private RuntimeException translate(SQLException e) {
    String message = String.valueOf(e.getMessage());
    if (CHECK_WRONG.matcher(message).lookingAt()) {
      return new LakeException(
          "A check of %s is no condition on its columns: %s. Correct 'that' in the table's definition"
              .formatted(table.name(), Unreadable.firstLine(e)),
          e);
    }
    if (CHECK_FAILED.matcher(message).lookingAt() && !table.checks().isEmpty()) {
      return new LakeException(
          "A check of %s cannot be worked out on %s: %s. Correct 'that' in the table's definition"
              .formatted(table.name(), delivery.file(), Unreadable.firstLine(e)),
          e);
    }
    if (message.startsWith("Invalid Input Error")) {
      return Unreadable.because(
          delivery,
          "it is not valid " + table.format() + ": " + Unreadable.firstLine(e),
          "Ask for a new delivery",
          e);
    }
    return new LakeException(
        "Cannot load %s into %s: %s. The table is unchanged; free memory or disk and load again"
            .formatted(delivery.file(), table.name(), Unreadable.firstLine(e)),
        e);
  }

  private String query() {
    return "SELECT "
        + names()
        + ", CASE WHEN "
        + String.join(" OR ", problemConditions())
        + " THEN concat_ws('; ', "
        + String.join(", ", problemTexts())
        + ") END AS __reason, CASE WHEN __reason IS NOT NULL THEN "
        + file.record()
        + " END AS __record, "
        + file.sample()
        + " AS "
        + Delivered.SAMPLE
        + " FROM ("
        + typed()
        + ")";
  }

  private String names() {
    return Sql.names(table.columnNames());
  }

  /**
   * Inside out: the delivered texts, then beside them what DuckDB makes of them, each cast once,
   * then what fits of this under the columns' names.
   */
  private String typed() {
    List<String> texts = new ArrayList<>();
    List<String> casts = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      Column column = table.columns().get(i);
      texts.add(file.text(column) + " AS " + textOf(i));
      texts.add(file.hasWrongShape(column) + " AS " + shapeOf(i));
      casts.add(Casts.cast(textOf(i), column.type()) + " AS " + castOf(i));
      values.add(
          Casts.fitting(textOf(i), castOf(i), column.type()) + " AS " + Sql.name(column.name()));
    }
    return "SELECT *, "
        + String.join(", ", values)
        + " FROM (SELECT *, "
        + String.join(", ", casts)
        + " FROM (SELECT *, "
        + String.join(", ", texts)
        + ", "
        + file.isNoRecord()
        + " AS __no_record FROM "
        + file.relation()
        + "))";
  }

  private static String textOf(int column) {
    return "__text_" + column;
  }

  private static String castOf(int column) {
    return "__cast_" + column;
  }

  private static String shapeOf(int column) {
    return "__shape_" + column;
  }

  private List<String> problemConditions() {
    List<String> conditions = new ArrayList<>();
    conditions.add("__no_record");
    forEachProblem((condition, text) -> conditions.add("(" + condition + ")"));
    return conditions;
  }

  private List<String> problemTexts() {
    List<String> texts = new ArrayList<>();
    texts.add("CASE WHEN __no_record THEN 'the record is no JSON object' END");
    forEachProblem(
        (condition, text) ->
            texts.add("CASE WHEN NOT __no_record AND (" + condition + ") THEN " + text + " END"));
    return texts;
  }

  private interface Problem {
    void accept(String condition, String text);
  }

  private void forEachProblem(Problem problem) {
    for (int i = 0; i < table.columns().size(); i++) {
      Column column = table.columns().get(i);
      String name = Sql.name(column.name());
      String misfit = shapeOf(i) + " OR " + Casts.doesNotFit(textOf(i), name, column.type());
      problem.accept(misfit, misfitText(column, textOf(i)));
      if (table.key().contains(column.name())) {
        problem.accept(
            textOf(i) + " IS NULL AND NOT " + shapeOf(i),
            Sql.text(column.name() + ": no value in a key column"));
      }
    }
    table.checks().stream()
        .filter(check -> check.otherwise() == Check.Otherwise.QUARANTINE)
        .forEach(
            check ->
                problem.accept(
                    isFailing(check),
                    Sql.text("check " + check.name() + " failed: " + check.that())));
  }

  private static String misfitText(Column column, String text) {
    String shown = "coalesce(" + text + "::VARCHAR, 'something else')";
    return "%s || left(%s, %d) || CASE WHEN length(%s) > %d THEN '…' ELSE '' END || %s"
        .formatted(
            Sql.text(column.name() + ": '"),
            shown,
            LONGEST_VALUE_SHOWN,
            shown,
            LONGEST_VALUE_SHOWN,
            Sql.text("' is not " + Casts.withArticle(column.type())));
  }
}
