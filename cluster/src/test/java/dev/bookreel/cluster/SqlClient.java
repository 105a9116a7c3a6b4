package dev.bookreel.cluster;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Some SQL client that knows a catalog and Delta Lake, and nothing of us. */
final class SqlClient {
  static final String ROW = "row: ";

  private SqlClient() {}

  /**
   * @param queries whose rows are printed, one a line
   */
  @SuppressWarnings("SystemOut")
  public static void main(String[] queries) throws IOException {
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      for (String query : queries) {
        List<Row> rows = spark.sql(query).collectAsList();
        rows.forEach(row -> System.out.println(ROW + row.mkString("|")));
      }
    }
  }
}
