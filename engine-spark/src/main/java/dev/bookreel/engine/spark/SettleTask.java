package dev.bookreel.engine.spark;

import dev.bookreel.engine.embedded.duck.Workspace;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * Leaves out of what was read of a slice the rows in whose place later ones count, and refuses
 * those that are no duplicates.
 *
 * @param read what the slice's task has staged
 * @param superseded files of all slices' {@code __position} and {@code is_duplicate}
 */
record SettleTask(SliceTask slice, SliceTask.Read read, List<String> superseded)
    implements Serializable {

  TaskResult<SliceTask.Read> run() throws Exception {
    return TaskResult.of(() -> slice.whole().workplace().work(this::settled));
  }

  private SliceTask.Read settled(Workspace workspace, Path lake) throws SQLException, IOException {
    long first = Staging.first(slice.part());
    workspace.execute(
        "CREATE TABLE found AS SELECT __position - %1$d AS position, is_duplicate FROM %2$s WHERE __position >= %1$d AND __position < %3$d"
            .formatted(
                first,
                Stage.relation(workspace, StagedRows.paths(lake, superseded)),
                Staging.first(slice.part() + 1)));
    String accepted =
        slice
            .staging(workspace, lake)
            .copied(
                "accepted",
                "SELECT * FROM %s WHERE __position - %d NOT IN (SELECT position FROM found)"
                    .formatted(
                        Stage.relation(workspace, StagedRows.paths(lake, read.accepted())), first));
    boolean refuses = workspace.number("SELECT count(*) FROM found WHERE NOT is_duplicate") > 0;
    return new SliceTask.Read(
        read.findings(),
        List.of(accepted),
        refuses ? refused(workspace, lake) : read.refused(),
        read.samples());
  }

  /** Those that were refused before are read again, too. */
  private List<String> refused(Workspace workspace, Path lake) throws SQLException, IOException {
    try (SliceTask.Opened opened = slice.open(workspace, lake)) {
      opened.part().orElseThrow().refuseSuperseded("found");
      return slice.staging(workspace, lake).refused();
    }
  }
}
