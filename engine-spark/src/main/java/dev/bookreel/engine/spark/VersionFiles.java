package dev.bookreel.engine.spark;

import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Some files of a table version as Spark reads them, with where each row lies. Not for tables whose
 * columns have other names in the files: nothing is loaded into them.
 */
final class VersionFiles {
  private final Session session;
  private final Optional<TableVersion> version;
  private final Map<String, DataFile> files = new HashMap<>();

  VersionFiles(Session session, Optional<TableVersion> version, List<DataFile> files) {
    this.session = session;
    this.version = version;
    for (DataFile file : files) {
      this.files.put(SparkPath.fromPathString("file:" + file.path()).urlEncoded(), file);
    }
  }

  boolean isEmpty() {
    return files.isEmpty();
  }

  /** The file that Spark calls so. */
  DataFile file(String name) {
    return Objects.requireNonNull(files.get(name), name);
  }

  /** The rows that count, with {@code __file} and {@code __row}. */
  Dataset<Row> withPlaces() {
    TableVersion opened = version.orElseThrow();
    String columns =
        opened.schema().fields().stream()
            .filter(field -> !opened.partitionColumns().contains(field.getName()))
            .map(field -> SparkSql.name(field.getName()) + " " + Types.text(field.getDataType()))
            .collect(Collectors.joining(", "));
    Dataset<Row> rows =
        session
            .spark()
            .read()
            .schema(columns)
            .option("__globPaths__", "false")
            .parquet(
                files.values().stream().map(file -> "file:" + file.path()).toArray(String[]::new))
            .select(
                functions.col("*"),
                functions.col("_metadata.file_path").as("__file"),
                functions.col("_metadata.row_index").as("__row"));
    Map<String, long[]> deleted = new HashMap<>();
    files.forEach(
        (name, file) -> {
          if (file.hasDeletedRows()) {
            deleted.put(name, opened.deletedRows(file));
          }
        });
    return deleted.isEmpty() ? rows : rows.where(functions.not(isAmong(deleted)));
  }

  private org.apache.spark.sql.Column isAmong(Map<String, long[]> places) {
    Broadcast<Map<String, long[]>> known =
        JavaSparkContext.fromSparkContext(session.spark().sparkContext()).broadcast(places);
    UDF2<String, Long, Boolean> isAmong =
        (file, row) -> {
          long[] rows = known.value().get(file);
          return rows != null && java.util.Arrays.binarySearch(rows, row) >= 0;
        };
    return functions
        .udf(isAmong, DataTypes.BooleanType)
        .apply(functions.col("__file"), functions.col("__row"));
  }
}
