package dev.bookreel.engine.spark;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.engine.embedded.Absences;
import dev.bookreel.engine.embedded.DeliveredPart;
import dev.bookreel.engine.embedded.PartFindings;
import dev.bookreel.engine.embedded.cut.Slice;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Reads a slice of a delivery, as {@link ReadTask} reads all of it, but for repeated keys.
 *
 * @param content of the delivery, not compressed
 * @param part the slice's number, from 0
 */
record SliceTask(ReadTask whole, String content, Slice slice, int part) implements Serializable {

  /**
   * What was read; no files of a slice in which no record begins.
   *
   * @param accepted a file of accepted rows
   * @param refused a file of refused rows, if there are any
   * @param samples a file of records from which new fields are told, if the header does not
   */
  record Read(
      PartFindings findings, List<String> accepted, List<String> refused, List<String> samples)
      implements Serializable {}

  TaskResult<Read> run() throws Exception {
    return TaskResult.of(() -> whole.workplace().work(this::read));
  }

  private Read read(Workspace workspace, Path lake) throws SQLException, IOException {
    try (Opened opened = open(workspace, lake)) {
      if (opened.part().isEmpty()) {
        return new Read(PartFindings.none(), List.of(), List.of(), List.of());
      }
      Staging staging = staging(workspace, lake);
      return new Read(
          opened.part().get().findings(),
          List.of(staging.accepted("__reason IS NULL")),
          staging.refused(),
          table().format() == Format.JSON ? List.of(staging.samples()) : List.of());
    }
  }

  TableDefinition table() {
    return whole.table();
  }

  Staging staging(Workspace workspace, Path lake) {
    return new Staging(workspace, table(), new Stage(lake.resolve(whole.stage())), part);
  }

  Opened open(Workspace workspace, Path lake) throws SQLException {
    return new Opened(
        DeliveredPart.read(
            workspace,
            table(),
            whole.delivery(lake),
            Absences.of(whole.mayLack()),
            lake.resolve(content),
            slice,
            new Stage(lake.resolve(whole.stage())).newFolder()));
  }

  /** Closes the part, if there is one. */
  record Opened(Optional<DeliveredPart> part) implements AutoCloseable {
    @Override
    public void close() {
      part.ifPresent(DeliveredPart::close);
    }
  }
}
