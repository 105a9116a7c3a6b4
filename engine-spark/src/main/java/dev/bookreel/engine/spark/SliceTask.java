package dev.bookreel.engine.spark;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.engine.embedded.Absences;
import dev.bookreel.engine.embedded.DeliveredPart;
import dev.bookreel.engine.embedded.PartFindings;
import dev.bookreel.engine.embedded.cut.Slice;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.io.Serializable;
import java.net.URI;
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
record SliceTask(ReadTask whole, URI content, Slice slice, int part) implements Serializable {

  /**
   * What was read; no files of a slice in which no record begins.
   *
   * @param accepted a file of accepted rows
   * @param refused a file of refused rows, if there are any
   * @param samples a file of records from which new fields are told, if the header does not
   */
  record Read(PartFindings findings, List<URI> accepted, List<URI> refused, List<URI> samples)
      implements Serializable {}

  TaskResult<Read> run() throws Exception {
    return TaskResult.of(() -> whole.workplace().work(this::read));
  }

  private Read read(Workspace workspace) throws SQLException {
    try (Opened opened = open(workspace)) {
      if (opened.part().isEmpty()) {
        return new Read(PartFindings.none(), List.of(), List.of(), List.of());
      }
      Staging staging = staging(workspace);
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

  Staging staging(Workspace workspace) {
    return new Staging(workspace, table(), new Stage(Path.of(whole.stage())), part);
  }

  Opened open(Workspace workspace) throws SQLException {
    return new Opened(
        DeliveredPart.read(
            workspace,
            table(),
            whole.delivery(),
            Absences.of(whole.mayLack()),
            Path.of(content),
            slice,
            new Stage(Path.of(whole.stage())).newFolder()));
  }

  /** Closes the part, if there is one. */
  record Opened(Optional<DeliveredPart> part) implements AutoCloseable {
    @Override
    public void close() {
      part.ifPresent(DeliveredPart::close);
    }
  }
}
