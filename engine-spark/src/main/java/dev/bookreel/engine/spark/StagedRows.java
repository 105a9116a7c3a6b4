package dev.bookreel.engine.spark;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.embedded.Findings;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What tasks have read of a delivery.
 *
 * @param accepted files of accepted rows
 * @param refused files of refused rows
 * @param offsets for each part that was read, how many records are before it
 * @param lacking columns whose field the delivery lacks, and may lack
 */
record StagedRows(
    Findings findings,
    List<Path> accepted,
    List<Path> refused,
    List<Long> offsets,
    List<Column> lacking) {
  StagedRows {
    accepted = List.copyOf(accepted);
    refused = List.copyOf(refused);
    offsets = List.copyOf(offsets);
    lacking = List.copyOf(lacking);
  }

  /** What tasks call files of a lake. */
  static List<Path> paths(Path lake, Collection<String> files) {
    return files.stream().map(lake::resolve).collect(Collectors.toList());
  }

  /** Accepted rows and their order in the delivery, {@code __position}. */
  static Dataset<Row> rows(Session session, TableDefinition table, List<Path> accepted) {
    return session.parquet("__position bigint, " + schema(table.columns()), accepted);
  }

  /**
   * Stages keys, each once.
   *
   * @param keys a relation in the workspace
   */
  static Dataset<Row> keys(
      Session session, Workspace workspace, Stage stage, TableDefinition table, String keys)
      throws SQLException {
    Path file = stage.newFile("keys");
    try {
      Stage.write(
          workspace, "SELECT DISTINCT %s FROM %s".formatted(Sql.names(table.key()), keys), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return session.parquet(schema(table.keyColumns()), List.of(file));
  }

  private static String schema(List<Column> columns) {
    return columns.stream()
        .map(column -> SparkSql.name(column.name()) + " " + column.type())
        .collect(Collectors.joining(", "));
  }
}
