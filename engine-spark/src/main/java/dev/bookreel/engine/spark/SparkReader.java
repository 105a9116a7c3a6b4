package dev.bookreel.engine.spark;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.Phase;
import dev.bookreel.engine.embedded.Absences;
import dev.bookreel.engine.embedded.DeliveryReader;
import dev.bookreel.engine.embedded.LakeLayout;
import dev.bookreel.engine.embedded.Reading;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.sql.SQLException;
import java.util.List;
import org.apache.spark.util.DoubleAccumulator;

/** Reads deliveries in tasks, which stage what they have read as Parquet files in the lake. */
final class SparkReader implements DeliveryReader {
  private final LakeLayout layout;
  private final Session session;
  private final Workplace workplace;

  SparkReader(LakeLayout layout, Session session, Workplace workplace) {
    this.layout = layout;
    this.session = session;
    this.workplace = workplace;
  }

  @Override
  public Reading read(
      Workspace workspace, TableDefinition table, Delivery delivery, Absences absences)
      throws SQLException {
    workspace.begins(delivery, Phase.READING);
    Stage stage = Stage.create(layout);
    boolean isRead = false;
    try {
      ReadTask task = new ReadTask(table, delivery, absences, workplace, stage);
      DoubleAccumulator share = session.share();
      ReadTask.Read read = session.forEach(List.of(task), it -> it.run(share)).get(0).orThrow();
      absences.narrow(read.lacking());
      Reading reading =
          new StagedDelivery(workplace, workspace, session, stage, table, delivery, read);
      isRead = true;
      return reading;
    } finally {
      if (!isRead) {
        stage.close();
      }
    }
  }
}
