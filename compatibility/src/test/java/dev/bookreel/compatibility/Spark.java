package dev.bookreel.compatibility;

import dev.bookreel.definition.TableName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** Spark with Delta Lake, as its documentation sets it up, once for all tests. */
final class Spark {
  private static final SparkSession SESSION =
      SparkSession.builder()
          .appName("compatibility")
          .master("local[2]")
          .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
          .config(
              "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
          .config("spark.ui.enabled", "false")
          .config("spark.sql.shuffle.partitions", "1")
          .config("spark.databricks.delta.snapshotPartitions", "1")
          .config("spark.sql.sources.parallelPartitionDiscovery.parallelism", "1")
          .config("spark.databricks.delta.retentionDurationCheck.enabled", "false")
          // Compiling each query would take longer than running it.
          .config("spark.sql.codegen.wholeStage", "false")
          .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
          .config("spark.sql.session.timeZone", "America/Los_Angeles")
          .config("spark.sql.datetime.java8API.enabled", "true")
          // A query's plan is then the one that ran, and tells how many files it read.
          .config("spark.sql.adaptive.enabled", "false")
          .getOrCreate();

  private Spark() {}

  /** A Delta table's name in Spark's SQL: its place in a lake. */
  static String table(Path lake, TableName table) {
    String place =
        switch (table.schema()) {
          case "analytics" -> "gold/" + table.name();
          case "lake" -> "system/" + table.name();
          default -> "silver/" + table.schema() + "/" + table.name();
        };
    return "delta.`" + lake.resolve(place) + "`";
  }

  static Dataset<Row> sql(String sql) {
    return SESSION.sql(sql);
  }

  /** A query's rows, with values as the product's own rows have them. */
  static List<List<@Nullable Object>> rows(String sql) {
    return rows(sql(sql));
  }

  static List<List<@Nullable Object>> rows(Dataset<Row> result) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Row row : result.collectAsList()) {
      rows.add(values(row));
    }
    return rows;
  }

  private static List<@Nullable Object> values(Row row) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      values.add(row.isNullAt(i) || !isList(row, i) ? row.get(i) : row.getList(i));
    }
    return values;
  }

  private static boolean isList(Row row, int column) {
    return row.get(column) instanceof scala.collection.Seq<?>;
  }

  /** How many data files a query, which has run, read. */
  static long filesRead(Dataset<Row> result) {
    var plan = ((org.apache.spark.sql.classic.Dataset<Row>) result).queryExecution().executedPlan();
    return CollectionConverters.asJava(plan.collectLeaves()).stream()
        .filter(leaf -> leaf.metrics().contains("numFiles"))
        .mapToLong(leaf -> leaf.metrics().apply("numFiles").value())
        .sum();
  }

  /** Makes Spark read logs from the disk again, as a Spark that was started anew. */
  static void forgetLogs() {
    org.apache.spark.sql.delta.DeltaLog.clearCache();
  }
}
