package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Check;
import dev.bookreel.definition.NewField;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.Phase;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
  public static final String SAMPLE = "__sample";

  public static final String REFUSED = "refused";

  /** Rows of {@link #TABLE} that may be merged. */
  public static final String ACCEPTED =
      "__reason IS NULL AND rowid NOT IN (SELECT position FROM superseded)";

  private final Workspace workspace;
  private final TableDefinition table;
  private final Delivery delivery;
  private final DeliveredRows rows;
  private final Findings findings;

  private Delivered(
      Workspace workspace,
      TableDefinition table,
      Delivery delivery,
      DeliveredFile file,
      long bytes,
      Absences absences)
      throws SQLException {
    this.workspace = workspace;
    this.table = table;
    this.delivery = delivery;
    this.rows = new DeliveredRows(workspace, table, delivery, file, bytes);
    this.findings = find(file, absences);
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
      return new Delivered(workspace, table, delivery, file, content.length(), absences);
    }
  }

  public Findings findings() {
    return findings;
  }

  private Findings find(DeliveredFile file, Absences absences) throws SQLException {
    if (rows.rows() > 0) {
      absences.narrow(
          new FieldCheck(workspace, table, delivery, file).refuseDrift(absences, rows.refused()));
    }
    List<String> warnings = warnings(rows.failedChecks());
    List<NewField> newFields = file.newFields(workspace);
    workspace.begins(delivery, Phase.DUPLICATES);
    Repeats repeats = new Repeats(workspace, table, rows);
    repeats.find();
    return new Findings(
        rows.rows() + rows.broken(),
        repeats.duplicates(),
        rows.broken() + rows.refused() + repeats.refused(),
        newFields,
        warnings);
  }

  private List<String> warnings(List<FailedCheck> failed) {
    for (FailedCheck it : failed) {
      if (it.check().otherwise() == Check.Otherwise.FAIL) {
        throw Unreadable.because(
            delivery, it.told(), "Ask for a new delivery, or change the check in the definition");
      }
    }
    return failed.stream().map(FailedCheck::told).collect(Collectors.toList());
  }

  /** The position of the accepted record with a key. */
  OptionalLong position(List<Object> key) throws SQLException {
    String condition =
        table.key().stream()
            .map(name -> Sql.name(name) + " = ?")
            .collect(Collectors.joining(" AND "));
    String row = "SELECT rowid AS __row FROM " + TABLE + " WHERE " + ACCEPTED + " AND " + condition;
    String sql = "SELECT position FROM " + rows.positioned(row);
    try (PreparedStatement statement = workspace.prepare(sql, key);
        ResultSet found = statement.executeQuery()) {
      return found.next() ? OptionalLong.of(found.getLong(1)) : OptionalLong.empty();
    }
  }
}
