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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

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

  /**
   * The positions that a query found with {@link #withPositions}, by file.
   *
   * @param query gives a file's name and a row's position
   */
  Map<DataFile, long[]> positions(List<DataFile> files, String query) throws SQLException {
    Map<String, LongStream.Builder> rows = new HashMap<>();
    workspace.list(
        query,
        row -> {
          rows.computeIfAbsent(row.getString(1), file -> LongStream.builder()).add(row.getLong(2));
          return true;
        });
    Map<Path, DataFile> byPath =
        files.stream().collect(Collectors.toMap(DataFile::path, Function.identity()));
    Map<DataFile, long[]> positions = new HashMap<>();
    rows.forEach(
        (file, found) ->
            positions.put(
                Objects.requireNonNull(byPath.get(Path.of(file))), found.build().toArray()));
    return positions;
  }

  /** An empty part comes first and gives the columns their order and their types. */
  private String union(List<DataFile> files, String positions) throws SQLException {
    List<String> parts = new ArrayList<>();
    parts.add("SELECT " + nulls(positions) + " WHERE false");
    Set<Path> int96 = Int96.among(workspace, files);
    Map<Alike, List<Path>> whole = new LinkedHashMap<>();
    for (DataFile file : files) {
      Alike alike = new Alike(file.partition(), int96.contains(file.path()));
      if (file.hasDeletedRows()) {
        parts.add(
            select(alike, List.of(file.path()), positions)
                + " WHERE file_row_number NOT IN (SELECT position FROM "
                + workspace.positions(version.deletedRows(file))
                + ")");
      } else {
        whole.computeIfAbsent(alike, same -> new ArrayList<>()).add(file.path());
      }
    }
    for (Map.Entry<Alike, List<Path>> group : whole.entrySet()) {
      parts.add(select(group.getKey(), group.getValue(), positions));
    }
    return "(" + String.join("\nUNION ALL BY NAME ", parts) + ")";
  }

  /** What files have in common that are read by one SELECT. */
  private record Alike(Map<String, String> partition, boolean int96) {}

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

  private String select(Alike alike, List<Path> paths, String positions) throws SQLException {
    String files =
        "read_parquet(" + Sql.paths(paths) + ", union_by_name = true, hive_partitioning = false)";
    StringBuilder sql = new StringBuilder("SELECT ").append(columns(alike, files));
    StructType schema = version.schema();
    for (String column : version.partitionColumns()) {
      StructField field = schema.get(column);
      String value = alike.partition().get(column);
      sql.append(", CAST(")
          .append(value == null ? "NULL" : Sql.text(value))
          .append(" AS ")
          .append(Types.duck(field.getDataType()))
          .append(") AS ")
          .append(Sql.name(column));
    }
    return sql.append(positions).append(" FROM ").append(files).toString();
  }

  /** Spark keeps partition columns in the files too; the log's values are what counts. */
  private String columns(Alike alike, String files) throws SQLException {
    Set<String> partitionColumns = new HashSet<>();
    version.partitionColumns().forEach(column -> partitionColumns.add(Sql.name(column)));
    if (alike.int96()) {
      return Int96.columns(workspace, version.schema(), files).stream()
          .filter(column -> !partitionColumns.contains(column))
          .collect(Collectors.joining(", "));
    }
    return partitionColumns.isEmpty()
        ? "*"
        : "COLUMNS(lambda name: name NOT IN ("
            + version.partitionColumns().stream().map(Sql::text).collect(Collectors.joining(", "))
            + "))";
  }
}
