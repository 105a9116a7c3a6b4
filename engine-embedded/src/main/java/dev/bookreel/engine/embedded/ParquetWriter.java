package dev.bookreel.engine.embedded;

import dev.bookreel.engine.embedded.delta.NewFile;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.DurableFiles;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.LocalCopies;
import dev.bookreel.file.Sha256;
import io.delta.kernel.types.StructType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes query results as data files of a Delta table, durable and with statistics for the log. */
final class ParquetWriter {
  private static final Pattern OWN_NAME = Pattern.compile("part-[0-9a-f-]{36}\\.parquet");

  private final Workspace workspace;
  private final Path table;
  private final StructType schema;

  /**
   * @param table the table's folder
   */
  ParquetWriter(Workspace workspace, Path table, StructType schema) {
    this.workspace = workspace;
    this.table = table;
    this.schema = schema;
  }

  /** Whether a file has a name that only this class gives. */
  static boolean wrote(Path file) {
    return OWN_NAME.matcher(file.getFileName().toString()).matches();
  }

  /**
   * Writes a query's rows to one new file.
   *
   * @param query gives the table's columns without those it is partitioned by
   * @return the file, or empty if there were no rows; then nothing is left behind
   */
  Optional<NewFile> write(String query, Map<String, String> partition) throws SQLException {
    Optional<WrittenFile> file = written(query, partition);
    return file.map(written -> written.in(table, schema));
  }

  /** The same, for whoever is to tell another machine. */
  Optional<WrittenFile> written(String query, Map<String, String> partition) throws SQLException {
    Path folder = table;
    for (Map.Entry<String, String> entry : partition.entrySet()) {
      folder = folder.resolve(entry.getKey() + "=" + entry.getValue());
    }
    Path file = folder.resolve("part-" + UUID.randomUUID() + ".parquet");
    try {
      DurableFiles.createDirectories(folder);
      Written written = copy(query, file);
      Path copy = LocalCopies.of(file);
      if (written.rows() == 0) {
        Files.delete(copy);
        return Optional.empty();
      }
      String sha256 = Sha256.of(copy);
      LocalCopies.publish(file);
      return Optional.of(
          new WrittenFile(
              table.relativize(file).toString(),
              written.rows(),
              written.bytes(),
              sha256,
              partition,
              written.columns()));
    } catch (IOException e) {
      throw new LakeException(
          "Cannot write to %s: %s. Check that the disk has room and the lake is writable"
              .formatted(folder, IoReason.of(e)),
          e);
    }
  }

  private record Written(long rows, long bytes, Map<String, Map<String, String>> columns) {}

  private Written copy(String query, Path file) throws SQLException {
    return workspace.one(
        "COPY ("
            + query
            + ") TO "
            + Sql.path(file)
            + " (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, RETURN_STATS true)",
        row ->
            new Written(
                row.getLong("count"),
                row.getLong("file_size_bytes"),
                columnStatistics(row.getObject("column_statistics"))));
  }

  private static Map<String, Map<String, String>> columnStatistics(@Nullable Object value) {
    Map<String, Map<String, String>> columns = new HashMap<>();
    if (value instanceof Map<?, ?> byColumn) {
      byColumn.forEach(
          (column, entries) -> {
            Map<String, String> texts = new HashMap<>();
            if (entries instanceof Map<?, ?> map) {
              map.forEach((name, text) -> texts.put(String.valueOf(name), String.valueOf(text)));
            }
            columns.put(String.valueOf(column), texts);
          });
    }
    return columns;
  }
}
