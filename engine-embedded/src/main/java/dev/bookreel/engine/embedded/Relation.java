package dev.bookreel.engine.embedded;

import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Types;
import dev.bookreel.engine.embedded.duck.Workspace;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Files of a Delta table version as a relation in DuckDB: SQL text to be put behind {@code FROM}.
 * Partition values come from the log, rows under deletion vectors are left out, columns that a file
 * lacks are null.
 */
final class Relation {
  /** Columns that {@link #withPositions} adds: where a row lies. */
  static final String FILE = "__file";

  static final String ROW = "__row";

  private final Workspace workspace;
  private final TableVersion version;

  Relation(Workspace workspace, TableVersion version) {
    this.workspace = workspace;
    this.version = version;
  }

  /** The table's columns. */
  String of(List<DataFile> files) throws SQLException {
    return union(files, "");
  }

  /** The table's columns, the file and the position in it. */
  String withPositions(List<DataFile> files) throws SQLException {
    return union(files, ", filename AS " + FILE + ", file_row_number AS " + ROW);
  }

  /** An empty part comes first and gives the columns their order and their types. */
  private String union(List<DataFile> files, String positions) throws SQLException {
    List<String> parts = new ArrayList<>();
    parts.add("SELECT " + nulls(positions) + " WHERE false");
    Map<Map<String, String>, List<Path>> whole = new LinkedHashMap<>();
    for (DataFile file : files) {
      if (file.hasDeletedRows()) {
        parts.add(
            select(file.partition(), List.of(file.path()), positions)
                + " WHERE file_row_number NOT IN (SELECT position FROM "
                + workspace.positions(version.deletedRows(file))
                + ")");
      } else {
        whole.computeIfAbsent(file.partition(), same -> new ArrayList<>()).add(file.path());
      }
    }
    whole.forEach((partition, paths) -> parts.add(select(partition, paths, positions)));
    return "(" + String.join("\nUNION ALL BY NAME ", parts) + ")";
  }

  private String nulls(String positions) {
    String columns =
        version.schema().fields().stream()
            .map(
                field ->
                    "NULL::" + Types.duck(field.getDataType()) + " AS " + Sql.name(field.getName()))
            .collect(Collectors.joining(", "));
    return positions.isEmpty()
        ? columns
        : columns + ", NULL::VARCHAR AS " + FILE + ", NULL::BIGINT AS " + ROW;
  }

  private String select(Map<String, String> partition, List<Path> paths, String positions) {
    StringBuilder sql = new StringBuilder("SELECT *").append(positions);
    StructType schema = version.schema();
    for (String column : version.partitionColumns()) {
      StructField field = schema.get(column);
      String value = partition.get(column);
      sql.append(", CAST(")
          .append(value == null ? "NULL" : Sql.text(value))
          .append(" AS ")
          .append(Types.duck(field.getDataType()))
          .append(") AS ")
          .append(Sql.name(column));
    }
    return sql.append(" FROM read_parquet(")
        .append(Sql.paths(paths))
        .append(", union_by_name = true, hive_partitioning = false)")
        .toString();
  }
}
