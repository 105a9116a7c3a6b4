package dev.bookreel.engine.embedded;

import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.SystemTables;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code lake.quarantine} has of one table: the rows that no load could accept. */
final class Quarantine {
  private static final String QUARANTINED = "quarantined";

  private final LakeLayout layout;
  private final TableName table;

  Quarantine(LakeLayout layout, TableName table) {
    this.layout = layout;
    this.table = table;
  }

  /** Columns of {@code lake.quarantine}, from {@link Delivered#REFUSED}. */
  static String rows(TableName table, Delivery delivery) {
    return "SELECT %s AS table_name, %s AS delivered_at, position, reason, record FROM %s"
        .formatted(
            Sql.text(table.toString()), Sql.instant(delivery.deliveredAt()), Delivered.REFUSED);
  }

  /**
   * Records what a load refuses before the load itself is committed: which rows are refused depends
   * on the delivery and its definition alone, so that a crash in between leaves nothing to undo.
   */
  void record(Workspace workspace, Delivery delivery) throws SQLException {
    if (workspace.number("SELECT count(*) FROM " + Delivered.REFUSED) == 0) {
      return;
    }
    replace(workspace, "(" + rows(table, delivery) + ")", List.of(delivery.deliveredAt()));
  }

  /**
   * Makes rows the only ones that are recorded of some deliveries, in one commit; none if they are.
   *
   * @param rows a relation with the columns of {@code lake.quarantine}
   */
  void replace(Workspace workspace, String rows, List<Instant> deliveries) throws SQLException {
    workspace.execute(
        "CREATE OR REPLACE TABLE %s AS SELECT * FROM %s WHERE %s"
            .formatted(QUARANTINED, rows, isOf(deliveries)));
    new Appender(layout, workspace)
        .replace(
            recorded -> replaced(workspace, recorded, deliveries),
            SystemTables.QUARANTINE,
            QUARANTINED);
  }

  private String isOf(List<Instant> deliveries) {
    return "table_name = %s AND delivered_at IN (%s)"
        .formatted(
            Sql.text(table.toString()),
            deliveries.stream().map(Sql::instant).collect(Collectors.joining(", ")));
  }

  private Optional<Map<DataFile, long[]>> replaced(
      Workspace workspace, TableVersion recorded, List<Instant> deliveries) throws SQLException {
    List<DataFile> files = recorded.files();
    Relation relation = new Relation(workspace, recorded);
    workspace.execute(
        """
        CREATE OR REPLACE TABLE recorded AS SELECT * FROM (
          SELECT * FROM %s WHERE false UNION ALL BY NAME SELECT * FROM %s)
        WHERE %s
        """
            .formatted(QUARANTINED, relation.withPositions(files), isOf(deliveries)));
    if (isTheSame(workspace)) {
      return Optional.empty();
    }
    return Optional.of(relation.positions(files, "SELECT __file, __row FROM recorded"));
  }

  private static boolean isTheSame(Workspace workspace) throws SQLException {
    String recorded = "(SELECT * EXCLUDE (__file, __row) FROM recorded)";
    String difference = "(SELECT count(*) FROM (FROM %s EXCEPT ALL FROM %s))";
    return workspace.number(
            "SELECT "
                + difference.formatted(recorded, QUARANTINED)
                + " + "
                + difference.formatted(QUARANTINED, recorded))
        == 0;
  }
}
