package dev.bookreel.engine.spark;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.EngineListener;
import dev.bookreel.engine.Phase;
import dev.bookreel.engine.embedded.Absences;
import dev.bookreel.engine.embedded.Delivered;
import dev.bookreel.engine.embedded.Findings;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.spark.util.DoubleAccumulator;

/**
 * Reads a delivery and stages its accepted rows and its refused ones, each attempt in files of its
 * own: one that was given up may go on beside its retry.
 */
record ReadTask(
    TableDefinition table,
    Instant deliveredAt,
    String file,
    long bytes,
    String sha256,
    List<Column> mayLack,
    Workplace workplace,
    String stage)
    implements Serializable {

  ReadTask(
      TableDefinition table,
      Delivery delivery,
      Absences absences,
      Workplace workplace,
      Stage stage) {
    this(
        table,
        delivery.deliveredAt(),
        delivery.file().toString(),
        delivery.bytes(),
        delivery.sha256(),
        absences.columns(),
        workplace,
        stage.folder().toString());
  }

  /**
   * What was read.
   *
   * @param accepted a file of accepted rows
   * @param refused a file of refused rows, if there are any
   * @param lacking columns whose field the delivery lacks, and may lack
   */
  record Read(Findings findings, String accepted, List<String> refused, List<Column> lacking)
      implements Serializable {}

  Delivery delivery(Path lake) {
    return new Delivery(table.name(), deliveredAt, lake.resolve(file), bytes, sha256);
  }

  /**
   * @param share to which is added how far the reading is
   */
  TaskResult<Read> run(DoubleAccumulator share) throws Exception {
    return TaskResult.of(
        () ->
            workplace.work(
                this::delivery,
                new Reading(share),
                (workspace, lake) -> {
                  Absences absences = Absences.of(mayLack);
                  Stage staged = new Stage(lake.resolve(stage));
                  Delivered delivered =
                      Delivered.read(
                          workspace, table, delivery(lake), absences, staged.newFolder());
                  Staging staging = new Staging(workspace, table, staged, 0);
                  return new Read(
                      delivered.findings(),
                      staging.accepted(Delivered.ACCEPTED),
                      staging.refused(),
                      absences.columns());
                }));
  }

  /** Adds up how far the reading is. */
  private record Reading(DoubleAccumulator share) implements EngineListener {
    @Override
    public void reached(Delivery delivery, Phase phase, double reached) {
      if (phase == Phase.READING) {
        share.add(Math.max(0, reached - share.value()));
      }
    }
  }
}
