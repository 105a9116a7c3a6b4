package dev.bookreel.engine.spark;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.Phase;
import dev.bookreel.engine.embedded.Absences;
import dev.bookreel.engine.embedded.DeliveryReader;
import dev.bookreel.engine.embedded.HistorySchema;
import dev.bookreel.engine.embedded.LakeLayout;
import dev.bookreel.engine.embedded.Reading;
import dev.bookreel.engine.embedded.Rewrite;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.apache.spark.util.DoubleAccumulator;

/**
 * Reads deliveries in tasks, which stage what they have read as Parquet files in the lake: a large
 * one in slices, side by side, where that gives what one task would. A small one for a small table
 * is read and compared in the driver: that is sooner.
 */
final class SparkReader implements DeliveryReader {
  private final LakeLayout layout;
  private final Session session;
  private final Workplace workplace;
  private final LongUnaryOperator sliceBytes;
  private final long mostBytesHere;

  SparkReader(LakeLayout layout, Session session, Workplace workplace) {
    this(layout, session, workplace, bytes -> session.partBytes(), session.smallBytes());
  }

  /**
   * @param sliceBytes how many bytes of so large a delivery a task is to read
   * @param mostBytesHere so many a delivery and the latest versions have together that the driver
   *     compares
   */
  SparkReader(
      LakeLayout layout,
      Session session,
      Workplace workplace,
      LongUnaryOperator sliceBytes,
      long mostBytesHere) {
    this.layout = layout;
    this.session = session;
    this.workplace = workplace;
    this.sliceBytes = sliceBytes;
    this.mostBytesHere = mostBytesHere;
  }

  @Override
  public Reading read(
      Workspace workspace,
      TableDefinition table,
      Delivery delivery,
      Absences absences,
      Optional<TableVersion> base)
      throws SQLException {
    if (isSmall(delivery, base)) {
      return DeliveryReader.here(layout).read(workspace, table, delivery, absences, base);
    }
    workspace.begins(delivery, Phase.READING);
    Stage stage = Stage.create(layout);
    boolean isRead = false;
    try {
      ReadTask task = new ReadTask(table, delivery, absences, workplace, stage);
      Optional<StagedRows> slices =
          new SlicedReading(session, workspace, stage, task, delivery)
              .read(sliceBytes.applyAsLong(delivery.bytes()));
      StagedRows read = slices.isPresent() ? slices.get() : whole(task);
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

  /** The files of a table are counted for a small delivery only. */
  private boolean isSmall(Delivery delivery, Optional<TableVersion> base) {
    long room = mostBytesHere - delivery.bytes();
    return room >= 0
        && (base.isEmpty() || Rewrite.bytes(HistorySchema.latestFiles(base.get())) <= room);
  }

  private StagedRows whole(ReadTask task) {
    DoubleAccumulator share = session.share();
    ReadTask.Read read = session.forEach(List.of(task), it -> it.run(share)).get(0).orThrow();
    return new StagedRows(
        read.findings(),
        StagedRows.paths(layout.root(), List.of(read.accepted())),
        StagedRows.paths(layout.root(), read.refused()),
        List.of(0L),
        read.lacking());
  }
}
