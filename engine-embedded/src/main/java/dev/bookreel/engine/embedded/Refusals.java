package dev.bookreel.engine.embedded;

import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers what loads into a table aside refuse. It is recorded when their result is committed: were
 * it recorded before, a crash in between would leave rows in neither place.
 */
final class Refusals implements Loader.Intake {
  private static final String GATHERED = "gathered";

  private final Workspace workspace;
  private final TableName table;
  private final List<Instant> deliveries = new ArrayList<>();

  /**
   * @param workspace where they are gathered
   */
  Refusals(Workspace workspace, TableName table) throws SQLException {
    this.workspace = workspace;
    this.table = table;
    workspace.execute(
        "CREATE TABLE "
            + GATHERED
            + " (table_name VARCHAR, delivered_at TIMESTAMPTZ, position BIGINT, reason VARCHAR, record VARCHAR)");
  }

  @Override
  public void refused(Workspace loading, Delivery delivery) throws SQLException {
    loading.execute(
        "INSERT INTO " + workspace.qualified(GATHERED) + " " + Quarantine.rows(table, delivery));
    deliveries.add(delivery.deliveredAt());
  }

  /** Records them in the place of all that was recorded of the deliveries loaded aside. */
  void recordAllOf(Quarantine quarantine) throws SQLException {
    recordOf(quarantine, deliveries);
  }

  /** Records those of some of the deliveries only. */
  void recordOf(Quarantine quarantine, List<Instant> some) throws SQLException {
    quarantine.replace(workspace, GATHERED, some);
  }
}
