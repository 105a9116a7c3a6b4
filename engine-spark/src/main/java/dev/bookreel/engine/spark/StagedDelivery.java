package dev.bookreel.engine.spark;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.embedded.Comparison;
import dev.bookreel.engine.embedded.Delivered;
import dev.bookreel.engine.embedded.Findings;
import dev.bookreel.engine.embedded.LiveRecords;
import dev.bookreel.engine.embedded.Reading;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.sql.SQLException;
import java.util.Optional;

/** A delivery that tasks have read. Only what is refused of it comes to the driver. */
final class StagedDelivery implements Reading {
  private static final String KEPT = "kept";

  private final Workplace workplace;
  private final Session session;
  private final Stage stage;
  private final TableDefinition table;
  private final Delivery delivery;
  private StagedRows read;
  private final Workspace workspace;
  private int comparisons;

  /** Takes over the stage. */
  StagedDelivery(
      Workplace workplace,
      Workspace workspace,
      Session session,
      Stage stage,
      TableDefinition table,
      Delivery delivery,
      StagedRows read)
      throws SQLException {
    this.workplace = workplace;
    this.session = session;
    this.stage = stage;
    this.table = table;
    this.delivery = delivery;
    this.read = read;
    this.workspace = workspace;
    workspace.execute(
        "CREATE VIEW %s AS %s"
            .formatted(
                Delivered.REFUSED,
                !read.refused().isEmpty()
                    ? "SELECT %s AS position, reason, record FROM %s"
                        .formatted(
                            Staging.position("position", read.offsets()),
                            Stage.relation(workspace, read.refused()))
                    : "SELECT 0::BIGINT AS position, '' AS reason, '' AS record WHERE false"));
  }

  @Override
  public Findings findings() {
    return read.findings();
  }

  StagedRows rows() {
    return read;
  }

  @Override
  public String accepted() {
    return Stage.relation(workspace, read.accepted());
  }

  @Override
  public void keepOnly(String keys) throws SQLException {
    session.write(
        "-- rows of %s whose keys are among some".formatted(table.name()),
        StagedRows.rows(session, table, read.accepted())
            .join(
                StagedRows.keys(session, workspace, stage, table, keys),
                table.key().toArray(String[]::new),
                "left_semi"),
        stage.folder().resolve(KEPT));
    read =
        new StagedRows(
            read.findings(), stage.parts(KEPT), read.refused(), read.offsets(), read.lacking());
  }

  @Override
  public Comparison compare(Optional<TableVersion> base) throws SQLException {
    comparisons++;
    return new SparkComparison(
        workplace,
        session,
        stage,
        workspace,
        table,
        delivery.deliveredAt(),
        read,
        base,
        "changes-" + comparisons);
  }

  @Override
  public long live(TableVersion version) throws SQLException {
    return LiveRecords.of(version, workspace);
  }

  @Override
  public void close() {
    stage.close();
  }
}
