package dev.bookreel.engine.embedded;

import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import io.delta.kernel.types.StructType;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@link TailVersions} or how they differ from what was worked out, or a part of either, as a
 * relation in the workspace: the table's columns, and where a version lies ({@code __file}, {@code
 * __row}), null if it is new.
 */
public final class TailRows {
  private final Workspace workspace;
  private final String relation;
  private final StructType schema;

  /**
   * @param relation to be put behind {@code FROM}
   * @param schema of the table
   */
  public TailRows(Workspace workspace, String relation, StructType schema) {
    this.workspace = workspace;
    this.relation = relation;
    this.schema = schema;
  }

  /** Writes the records as they were known just before a moment, in the table of that folder. */
  public List<WrittenFile> seed(Path folder, Instant start) throws SQLException {
    return new ParquetWriter(workspace, folder, schema)
            .written(
                "SELECT * EXCLUDE (is_latest, __file, __row) REPLACE (CASE WHEN valid_to < %1$s THEN valid_to END AS valid_to) FROM %2$s WHERE valid_from < %1$s"
                    .formatted(Sql.instant(start), relation),
                HistorySchema.LATEST)
            .stream()
            .toList();
  }

  /** Writes what differs, each version in its partition of the table in that folder. */
  public List<WrittenFile> write(Path folder) throws SQLException {
    ParquetWriter writer = new ParquetWriter(workspace, folder, schema);
    List<WrittenFile> files = new ArrayList<>();
    for (Map<String, String> partition : List.of(HistorySchema.LATEST, HistorySchema.NOT_LATEST)) {
      writer
          .written(
              "SELECT * EXCLUDE (is_latest, __file, __row) FROM %s WHERE is_latest = %s"
                  .formatted(relation, partition.get(HistorySchema.IS_LATEST)),
              partition)
          .ifPresent(files::add);
    }
    return files;
  }

  /** A query for the places, {@code __file} and {@code __row}, of what the new files replace. */
  public String replacedRows() {
    return "SELECT __file, __row FROM " + relation + " WHERE __row IS NOT NULL";
  }

  public boolean isEmpty() throws SQLException {
    return workspace.number("SELECT count(*) FROM (SELECT 1 FROM " + relation + " LIMIT 1)") == 0;
  }
}
