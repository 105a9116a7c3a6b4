package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Check;
import dev.bookreel.definition.Column;
import dev.bookreel.definition.NewField;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.Phase;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.LakeException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A delivery read into the workspace in one pass over its file: every record typed, or with the
 * reason why it is refused.
 *
 * <p>It leaves two tables. {@code delivered} has the definition's columns, in the file's order,
 * which its rowid keeps. {@code refused} has {@code position}, {@code reason} and {@code record} of
 * what goes to quarantine; the position is the record's number in the file, from 1, also counting
 * what could not be split into fields.
 */
public final class Delivered {
  public static final String TABLE = "delivered";

  /** The column with the records from which new fields are told. */
  static final String SAMPLE = "__sample";

  public static final String REFUSED = "refused";

  /** Rows of {@link #TABLE} that may be merged. */
  public static final String ACCEPTED =
      "__reason IS NULL AND rowid NOT IN (SELECT position FROM superseded)";

  static final int LONGEST_VALUE_SHOWN = 80;

  /** So many that few rows share one by chance, and so few that they stay in the processor. */
  private static final int MARKS = 1 << 20;

  private final Workspace workspace;
  private final TableDefinition table;
  private final Delivery delivery;
  private final DeliveredFile file;
  private final Absences absences;
  private final Findings findings;

  private Delivered(
      Workspace workspace,
      TableDefinition table,
      Delivery delivery,
      DeliveredFile file,
      Absences absences)
      throws SQLException {
    this.workspace = workspace;
    this.table = table;
    this.delivery = delivery;
    this.file = file;
    this.absences = absences;
    this.findings = read();
  }

  /**
   * Reads, casts, checks and finds duplicates.
   *
   * @param scratch a new folder's name on the lake's disk, for what is inflated meanwhile
   * @throws dev.bookreel.error.UnreadableDeliveryException if the file is not what the definition
   *     says
   */
  public static Delivered read(
      Workspace workspace,
      TableDefinition table,
      Delivery delivery,
      Absences absences,
      Path scratch)
      throws SQLException {
    workspace.begins(delivery, Phase.UNPACKING);
    try (Content content = Content.of(table, delivery, scratch)) {
      DeliveredFile file = DeliveredFile.of(table, delivery, content, absences);
      return new Delivered(workspace, table, delivery, file, absences);
    }
  }

  public Findings findings() {
    return findings;
  }

  private Findings read() throws SQLException {
    workspace.begins(delivery, Phase.READING);
    materialise();
    workspace.begins(delivery, Phase.CHECKING);
    long brokenRows = setBrokenRowsAside();
    workspace.execute(
        "INSERT INTO "
            + REFUSED
            + " SELECT position, reason, record FROM "
            + positioned(
                "SELECT rowid AS __row, __reason AS reason, __record AS record FROM "
                    + TABLE
                    + " WHERE __reason IS NOT NULL"));
    long rows = count(TABLE);
    if (rows > 0) {
      List<Column> lacking =
          new FieldCheck(workspace, table, delivery, file)
              .refuseDrift(absences, count(REFUSED) - brokenRows);
      absences.narrow(lacking);
    }
    List<String> warnings = runChecks();
    List<NewField> newFields = file.newFields(workspace);
    workspace.begins(delivery, Phase.DUPLICATES);
    long duplicates = findDuplicates();
    return new Findings(rows + brokenRows, duplicates, count(REFUSED), newFields, warnings);
  }

  /**
   * Each broken record moves the positions of those behind it: {@code shifts} has by how much, from
   * which row on.
   */
  private long setBrokenRowsAside() throws SQLException {
    workspace.execute(
        "CREATE TABLE " + REFUSED + " (position BIGINT, reason VARCHAR, record VARCHAR)");
    var broken = file.brokenRows(workspace);
    if (broken.isPresent()) {
      workspace.execute("INSERT INTO " + REFUSED + " " + broken.get());
    }
    workspace.execute(
        """
        CREATE TABLE shifts AS SELECT first_row, max(broken) AS broken FROM (
          SELECT row_number() OVER (ORDER BY position) AS broken, position - broken AS first_row
          FROM refused)
        GROUP BY first_row
        """);
    return count(REFUSED);
  }

  /**
   * Adds {@code position} to a query's rows.
   *
   * @param rows has a rowid of {@link #TABLE} as {@code __row}
   */
  private static String positioned(String rows) {
    return "(SELECT r.*, r.__row + 1 + coalesce(s.broken, 0) AS position FROM ("
        + rows
        + ") r ASOF LEFT JOIN shifts s ON r.__row >= s.first_row)";
  }

  /** The position of the accepted record with a key. */
  OptionalLong position(List<Object> key) throws SQLException {
    String condition =
        table.key().stream()
            .map(name -> Sql.name(name) + " = ?")
            .collect(Collectors.joining(" AND "));
    String rows =
        "SELECT rowid AS __row FROM " + TABLE + " WHERE " + ACCEPTED + " AND " + condition;
    String sql = "SELECT position FROM " + positioned(rows);
    try (PreparedStatement statement = workspace.prepare(sql, key);
        ResultSet found = statement.executeQuery()) {
      return found.next() ? OptionalLong.of(found.getLong(1)) : OptionalLong.empty();
    }
  }

  private long count(String from) throws SQLException {
    return workspace.number("SELECT count(*) FROM " + from);
  }

  private void materialise() throws SQLException {
    try {
      workspace.execute("CREATE TABLE " + TABLE + " AS " + query());
    } catch (SQLException e) {
      throw translate(e);
    }
  }

  private RuntimeException translate(SQLException e) {
    String message = String.valueOf(e.getMessage());
    if (message.startsWith("Binder Error") || message.startsWith("Parser Error")) {
      return new LakeException(
          "A check of %s is no condition on its columns: %s. Correct 'that' in the table's definition"
              .formatted(table.name(), Unreadable.firstLine(e)),
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
        + SAMPLE
        + " FROM ("
        + typed()
        + ")";
  }

  private String key() {
    return table.key().stream().map(Sql::name).collect(Collectors.joining(", "));
  }

  private String names() {
    return table.columns().stream()
        .map(column -> Sql.name(column.name()))
        .collect(Collectors.joining(", "));
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
                    "(" + check.that() + ") IS FALSE",
                    Sql.text("check " + check.name() + " failed: " + check.that())));
  }

  private static String misfitText(Column column, String text) {
    String shown = "coalesce(" + text + "::VARCHAR, 'something else')";
    return "%s || CASE WHEN length(%s) > %d THEN left(%s, %d) || '…' ELSE %s END || %s"
        .formatted(
            Sql.text(column.name() + ": '"),
            shown,
            LONGEST_VALUE_SHOWN,
            shown,
            LONGEST_VALUE_SHOWN,
            shown,
            Sql.text("' is not " + Casts.withArticle(column.type())));
  }

  private List<String> runChecks() throws SQLException {
    List<String> warnings = new ArrayList<>();
    for (Check check : table.checks()) {
      if (check.otherwise() == Check.Otherwise.QUARANTINE) {
        continue;
      }
      String failing = TABLE + " WHERE __reason IS NULL AND (" + check.that() + ") IS FALSE";
      long failed;
      try {
        failed = count(failing);
      } catch (SQLException e) {
        throw translate(e);
      }
      if (failed == 0) {
        continue;
      }
      String found =
          "check %s (%s) failed for %d row%s, first at position %d"
              .formatted(
                  check.name(),
                  check.that(),
                  failed,
                  failed == 1 ? "" : "s",
                  workspace.number(
                      "SELECT position FROM "
                          + positioned("SELECT min(rowid) AS __row FROM " + failing)));
      if (check.otherwise() == Check.Otherwise.FAIL) {
        throw Unreadable.because(
            delivery, found, "Ask for a new delivery, or change the check in the definition");
      }
      warnings.add(found);
    }
    return warnings;
  }

  /**
   * Rows that equal a later one in every column are duplicates. Of rows with one key and different
   * content the last in the file counts, the others are refused. Hashes come first: only rows whose
   * key's hash occurs twice are compared.
   *
   * @return the number of duplicates
   */
  private long findDuplicates() throws SQLException {
    workspace.execute(
        """
        CREATE TABLE superseded AS
        SELECT position, NOT last_of_content AS is_duplicate FROM (
          SELECT rowid AS position,
            row_number() OVER (PARTITION BY %1$s ORDER BY rowid DESC) = 1 AS last_of_key,
            row_number() OVER (PARTITION BY %2$s ORDER BY rowid DESC) = 1 AS last_of_content
          FROM delivered
          WHERE __reason IS NULL AND hash(%1$s) IN (
            SELECT hash(%1$s) AS h FROM delivered WHERE __reason IS NULL GROUP BY h HAVING count(*) > 1))
        WHERE NOT last_of_key
        """
            .formatted(key(), names()));
    long different = count("superseded WHERE NOT is_duplicate");
    if (different > 0) {
      refuseSuperseded();
    }
    return count("superseded WHERE is_duplicate");
  }

  /**
   * The one case in which a file is read again: only now is it known which records to show. Marks
   * by hash of key let few of its rows through, in its order and in parallel; the n-th of them is
   * the n-th of {@link #TABLE} that the marks let through.
   */
  private void refuseSuperseded() throws SQLException {
    String refused = "SELECT position FROM superseded WHERE NOT is_duplicate";
    String mark = "(hash(%s) %% %d)::INTEGER".formatted(key(), MARKS);
    workspace.execute(
        "CREATE TABLE marks AS SELECT DISTINCT %s AS mark FROM %s WHERE rowid IN (%s)"
            .formatted(mark, TABLE, refused));
    workspace.execute(
        """
        CREATE TABLE shown AS SELECT %s AS record FROM (%s)
        WHERE get_bit((SELECT bitstring_agg(mark, 0, %d) FROM marks), %s) = 1
        """
            .formatted(file.record(), typed(), MARKS - 1, mark));
    workspace.execute(
        """
        INSERT INTO %s SELECT position, %s, record FROM %s
        """
            .formatted(
                REFUSED,
                Sql.text(
                    "key repeated: a later row has the same "
                        + String.join(", ", table.key())
                        + " and other content"),
                positioned(
                    """
                    SELECT marked.__row, shown.record
                    FROM (SELECT rowid AS __row, row_number() OVER (ORDER BY rowid) AS n
                      FROM %s WHERE %s IN (SELECT mark FROM marks)) marked
                    JOIN shown ON marked.n = shown.rowid + 1
                    WHERE marked.__row IN (%s)
                    """
                        .formatted(TABLE, mark, refused))));
    workspace.execute("DROP TABLE shown");
  }
}
