package dev.bookreel.engine.embedded;

import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Counts records by what the log has: only files are read that may hold deleted records. */
public final class LiveRecords {
  private LiveRecords() {}

  /** How many records of a version are not deleted, in all of its files. */
  public static long of(TableVersion version, Workspace workspace) throws SQLException {
    List<DataFile> read = version.files(Optional.of(HistorySchema.DELETED_FILES));
    Set<Path> paths = read.stream().map(DataFile::path).collect(Collectors.toSet());
    long counted = 0;
    for (DataFile file : HistorySchema.latestFiles(version)) {
      if (!paths.contains(file.path())) {
        counted += file.records().orElseThrow() - file.deletedRows();
      }
    }
    return read.isEmpty()
        ? counted
        : counted
            + workspace.number(
                "SELECT count(*) FROM "
                    + new Relation(workspace, version).of(read)
                    + " WHERE valid_to IS NULL");
  }
}
