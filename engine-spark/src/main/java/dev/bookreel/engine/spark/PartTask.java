package dev.bookreel.engine.spark;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.embedded.ChangedVersions;
import dev.bookreel.engine.embedded.WrittenFile;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Works on one part of what a delivery changes.
 *
 * @param part a staged file
 * @param target the table's folder
 * @param allNew whether the part is of the delivery itself, since there was nothing to compare it
 *     with
 */
record PartTask(
    TableDefinition table,
    Instant deliveredAt,
    Workplace workplace,
    String part,
    String target,
    boolean allNew)
    implements Serializable {
  private static final String CHANGES = "changes";

  long[] count() throws SQLException, IOException {
    return workplace.work((workspace, lake) -> changes(workspace, lake).counted());
  }

  TaskResult<WrittenPart> write() throws Exception {
    return TaskResult.of(
        () ->
            workplace.work(
                (workspace, lake) -> {
                  ChangedVersions changes = changes(workspace, lake);
                  List<WrittenFile> files = changes.write(lake.resolve(target));
                  return allNew
                      ? new WrittenPart(files, Map.of())
                      : WrittenPart.of(workspace, files, changes.replacedRows());
                }));
  }

  private ChangedVersions changes(Workspace workspace, Path lake) throws SQLException {
    String staged = Stage.relation(workspace, List.of(lake.resolve(part)));
    List<String> columns = new ArrayList<>();
    columns.add("__position");
    table.columns().stream()
        .map(column -> Sql.name(column.name()) + " AS " + ChangedVersions.fresh(column))
        .forEach(columns::add);
    workspace.execute(
        "CREATE VIEW %s AS SELECT %s FROM %s"
            .formatted(
                CHANGES,
                allNew
                    ? String.join(", ", columns)
                        + ", NULL::TIMESTAMPTZ AS \"o.valid_to\", NULL::BIGINT AS __row"
                    : "*",
                staged));
    return new ChangedVersions(workspace, table, deliveredAt, CHANGES, allNew);
  }
}
