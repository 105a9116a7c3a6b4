package dev.bookreel.engine.embedded;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Reads deliveries into DuckDB, each into a workspace of its own. */
final class DuckReader implements DeliveryReader {
  private final LakeLayout layout;
  private final Duck duck;

  DuckReader(LakeLayout layout, Duck duck) {
    this.layout = layout;
    this.duck = duck;
  }

  @Override
  public Reading read(TableDefinition table, Delivery delivery, Absences absences)
      throws SQLException {
    Workspace workspace = duck.workspace();
    boolean isRead = false;
    try {
      Findings findings =
          Delivered.read(workspace, table, delivery, absences, layout.inflation()).findings();
      isRead = true;
      return new InDuck(workspace, table, delivery.deliveredAt(), findings);
    } finally {
      if (!isRead) {
        workspace.close();
      }
    }
  }

  private record InDuck(
      Workspace workspace, TableDefinition table, Instant deliveredAt, Findings findings)
      implements Reading {
    @Override
    public Comparison compare(Optional<TableVersion> base) throws SQLException {
      return new Merge(workspace, table, deliveredAt, findings, base);
    }

    @Override
    public long live(TableVersion version) throws SQLException {
      return LiveRecords.of(version, workspace);
    }

    @Override
    public void close() {
      workspace.close();
    }
  }
}
