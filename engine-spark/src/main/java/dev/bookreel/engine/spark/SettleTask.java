package dev.bookreel.engine.spark;

import dev.bookreel.engine.embedded.duck.Workspace;
import java.io.Serializable;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;

/**
 * Leaves out of what was read of a slice the rows in whose place later ones count, and refuses
 * those that are no duplicates.
 *
 * @param read what the slice's task has staged
 * @param superseded files of all slices' {@code __position} and {@code is_duplicate}
 */
record SettleTask(SliceTask slice, SliceTask.Read read, List<URI> superseded)
    implements Serializable {

  TaskResult<SliceTask.Read> run() throws Exception {
    return TaskResult.of(() -> slice.whole().workplace().work(this::settled));
  }

  private SliceTask.Read settled(Workspace workspace) throws SQLException {
    long first = Staging.first(slice.part());
    workspace.execute(
        "CREATE TABLE found AS SELECT __position - %1$d AS position, is_duplicate FROM %2$s WHERE __position >= %1$d AND __position < %3$d"
            .formatted(
                first,
                Stage.relation(StagedRows.paths(superseded)),
                Staging.first(slice.part() + 1)));
    URI accepted =
        slice
            .staging(workspace)
            .copied(
                "accepted",
                "SELECT * FROM %s WHERE __position - %d NOT IN (SELECT position FROM found)"
                    .formatted(Stage.relation(StagedRows.paths(read.accepted())), first));
    boolean refuses = workspace.number("SELECT count(*) FROM found WHERE NOT is_duplicate") > 0;
    return new SliceTask.Read(
        read.findings(),
        List.of(accepted),
        refuses ? refused(workspace) : read.refused(),
        read.samples());
  }

  /** Those that were refused before are read again, too. */
  private List<URI> refused(Workspace workspace) throws SQLException {
    try (SliceTask.Opened opened = slice.open(workspace)) {
      opened.part().orElseThrow().refuseSuperseded("found");
      return slice.staging(workspace).refused();
    }
  }
}
