package dev.bookreel.engine.embedded;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Reads deliveries into DuckDB. */
final class DuckReader implements DeliveryReader {
  private final LakeLayout layout;
  private final KeyPieces pieces;

  DuckReader(LakeLayout layout) {
    this(layout, KeyPieces.USUAL);
  }

  /**
   * @param pieces how deliveries and what they are compared with are divided
   */
  DuckReader(LakeLayout layout, KeyPieces pieces) {
    this.layout = layout;
    this.pieces = pieces;
  }

  @Override
  public Reading read(
      Workspace workspace,
      TableDefinition table,
      Delivery delivery,
      Absences absences,
      Optional<TableVersion> base)
      throws SQLException {
    Findings findings =
        Delivered.read(workspace, table, delivery, absences, layout.inflation()).findings();
    return new InDuck(workspace, table, delivery.deliveredAt(), findings, pieces);
  }

  private record InDuck(
      Workspace workspace,
      TableDefinition table,
      Instant deliveredAt,
      Findings findings,
      KeyPieces pieces)
      implements Reading {
    @Override
    public String accepted() {
      return "(SELECT * FROM %s WHERE %s)".formatted(Delivered.TABLE, Delivered.ACCEPTED);
    }

    @Override
    public void keepOnly(String keys) throws SQLException {
      workspace.execute(
          "CREATE TABLE kept AS SELECT * FROM %s SEMI JOIN %s USING (%s)"
              .formatted(Delivered.TABLE, keys, Sql.names(table.key())));
      workspace.execute("CREATE OR REPLACE VIEW %s AS FROM kept".formatted(Delivered.TABLE));
    }

    @Override
    public Comparison compare(Optional<TableVersion> base) throws SQLException {
      return new Merge(workspace, table, deliveredAt, findings, base, pieces);
    }

    @Override
    public long live(TableVersion version) throws SQLException {
      return LiveRecords.of(version, workspace);
    }

    /** The rows go with the workspace. */
    @Override
    public void close() {}
  }
}
