package dev.bookreel.engine.spark;

import dev.bookreel.engine.embedded.TailRows;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Works on one part of the versions that a reload may change, or of how they differ from what was
 * worked out.
 *
 * @param part a staged file
 * @param source the folder of the table whose schema they have
 * @param version of that table
 */
record TailTask(Workplace workplace, String part, String source, long version)
    implements Serializable {

  /**
   * @param target the folder of the table aside
   */
  TaskResult<WrittenPart> seed(String target, Instant start) throws Exception {
    return TaskResult.of(
        () ->
            workplace.work(
                (workspace, lake) ->
                    new WrittenPart(
                        rows(workspace, lake).seed(lake.resolve(target), start), Map.of())));
  }

  boolean isEmpty() throws SQLException, IOException {
    return workplace.work((workspace, lake) -> rows(workspace, lake).isEmpty());
  }

  /**
   * @param target the table's folder
   */
  TaskResult<WrittenPart> write(String target) throws Exception {
    return TaskResult.of(
        () ->
            workplace.work(
                (workspace, lake) -> {
                  TailRows rows = rows(workspace, lake);
                  return WrittenPart.of(
                      workspace, rows.write(lake.resolve(target)), rows.replacedRows());
                }));
  }

  private TailRows rows(Workspace workspace, Path lake) {
    return new TailRows(
        workspace,
        Stage.relation(workspace, List.of(lake.resolve(part))),
        new DeltaTable(lake.resolve(source)).at(version).schema());
  }
}
