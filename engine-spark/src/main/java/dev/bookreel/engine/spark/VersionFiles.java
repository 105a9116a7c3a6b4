package dev.bookreel.engine.spark;

import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Types;
import io.delta.kernel.types.StructField;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Some files of a table version as Spark reads them. The log is ours to read: Spark's own reader of
 * Delta tables would start jobs for it, which take longer than most queries. It reads the tables
 * whose columns have other names or types in the files.
 */
final class VersionFiles {
  static final String FILE = "__file";
  static final String ROW = "__row";

  private final Session session;
  private final TableVersion version;
  private final Map<String, DataFile> files = new LinkedHashMap<>();

  VersionFiles(Session session, TableVersion version, List<DataFile> files) {
    this.session = session;
    this.version = version;
    for (DataFile file : files) {
      this.files.put(SparkPath.fromPathString(Session.name(file.path())).urlEncoded(), file);
    }
  }

  /** The file that Spark calls so. */
  DataFile file(String name) {
    return Objects.requireNonNull(files.get(name), name);
  }

  /** All rows of a version. */
  static Dataset<Row> all(Session session, TableVersion version) {
    return version.mayRenameOrRetype()
        ? session
            .spark()
            .read()
            .format("delta")
            .option("versionAsOf", version.version())
            .load(Session.name(version.location()))
        : new VersionFiles(session, version, version.files()).rows();
  }

  /** The rows that count. */
  Dataset<Row> rows() {
    return read(false);
  }

  /** The rows that count, with {@code __file} and {@code __row}. */
  Dataset<Row> withPlaces() {
    return read(true);
  }

  /** Files that are read alike. Asking Spark for each row's place costs time. */
  private record Group(Map<String, String> partition, boolean hasDeletedRows) {}

  private Dataset<Row> read(boolean withPlaces) {
    Map<Group, List<Path>> groups = new LinkedHashMap<>();
    Map<String, long[]> deleted = new HashMap<>();
    files.forEach(
        (name, file) -> {
          groups
              .computeIfAbsent(
                  new Group(file.partition(), file.hasDeletedRows()), group -> new ArrayList<>())
              .add(file.path());
          if (file.hasDeletedRows()) {
            deleted.put(name, version.deletedRows(file));
          }
        });
    Dataset<Row> all = null;
    for (Map.Entry<Group, List<Path>> each : groups.entrySet()) {
      Group group = each.getKey();
      Dataset<Row> rows = read(each.getValue(), group, withPlaces || group.hasDeletedRows());
      if (group.hasDeletedRows()) {
        rows = rows.where(functions.not(isAmong(deleted)));
      }
      rows = rows.select(columns(withPlaces));
      all = all == null ? rows : all.union(rows);
    }
    return all == null ? nothing().select(columns(withPlaces)) : all;
  }

  private Column[] columns(boolean withPlaces) {
    List<Column> columns = new ArrayList<>();
    for (String name : version.schema().fieldNames()) {
      columns.add(functions.col(SparkSql.name(name)));
    }
    if (withPlaces) {
      columns.add(functions.col(FILE));
      columns.add(functions.col(ROW));
    }
    return columns.toArray(Column[]::new);
  }

  private Dataset<Row> nothing() {
    return session
        .spark()
        .createDataFrame(
            List.of(),
            StructType.fromDDL(
                columns(field -> true) + ", " + FILE + " string, " + ROW + " bigint"));
  }

  private Dataset<Row> read(List<Path> paths, Group group, boolean withPlaces) {
    Dataset<Row> rows =
        session.parquet(
            columns(field -> !version.partitionColumns().contains(field.getName())), paths);
    if (withPlaces) {
      rows =
          rows.select(
              functions.col("*"),
              functions.col("_metadata.file_path").as(FILE),
              functions.col("_metadata.row_index").as(ROW));
    }
    for (String name : version.partitionColumns()) {
      StructField field = version.schema().get(name);
      rows =
          rows.withColumn(
              name,
              functions
                  .lit(group.partition().get(version.physicalName(field)))
                  .cast(Types.text(field.getDataType())));
    }
    return rows;
  }

  private String columns(Predicate<StructField> which) {
    return version.schema().fields().stream()
        .filter(which)
        .map(field -> SparkSql.name(field.getName()) + " " + Types.text(field.getDataType()))
        .collect(Collectors.joining(", "));
  }

  private Column isAmong(Map<String, long[]> places) {
    Broadcast<Map<String, long[]>> known =
        JavaSparkContext.fromSparkContext(session.spark().sparkContext()).broadcast(places);
    UDF2<String, Long, Boolean> isAmong =
        (file, row) -> {
          long[] rows = known.value().get(file);
          return rows != null && Arrays.binarySearch(rows, row) >= 0;
        };
    return functions
        .udf(isAmong, DataTypes.BooleanType)
        .apply(functions.col(FILE), functions.col(ROW));
  }
}
