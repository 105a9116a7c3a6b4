package dev.bookreel.engine.embedded;

import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.LakeException;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Times in files that Spark wrote: unless told otherwise it keeps them in Parquet's old type INT96,
 * which names no zone. Spark means UTC; DuckDB takes them for local times.
 */
final class Int96 {
  private Int96() {}

  /** Which files keep times so. Looks into files of other writers only. */
  static Set<Path> among(Workspace workspace, List<DataFile> files) throws SQLException {
    List<Path> others =
        files.stream()
            .map(DataFile::path)
            .filter(file -> !ParquetWriter.wrote(file))
            .collect(Collectors.toList());
    return others.isEmpty()
        ? Set.of()
        : new HashSet<>(
            workspace.list(
                "SELECT DISTINCT file_name FROM parquet_schema("
                    + Sql.paths(others)
                    + ") WHERE type = 'INT96'",
                row -> Path.of(row.getString(1))));
  }

  /**
   * The columns of such files, as the list of a SELECT, with times that are instants.
   *
   * @param files the SQL that reads them
   */
  static List<String> columns(Workspace workspace, StructType schema, String files)
      throws SQLException {
    return workspace.list(
        "DESCRIBE SELECT * FROM " + files,
        row -> {
          String name = row.getString(1);
          int field = schema.indexOf(name);
          return field >= 0 && row.getString(2).matches(".*\\bTIMESTAMP\\b(?! WITH).*")
              ? instant(Sql.name(name), schema.at(field).getDataType()) + " AS " + Sql.name(name)
              : Sql.name(name);
        });
  }

  private static String instant(String value, DataType type) {
    if (type instanceof TimestampType) {
      return "timezone('UTC', " + value + ")";
    }
    if (type instanceof TimestampNTZType) {
      return value;
    }
    if (type instanceof ArrayType array) {
      return "list_transform(%s, lambda element: %s)"
          .formatted(value, instant("element", array.getElementType()));
    }
    throw new LakeException(
        "Cannot read the times in column %s, a %s: another writer kept them as INT96. Write the table again with Spark's setting spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS"
            .formatted(value, type),
        null);
  }
}
