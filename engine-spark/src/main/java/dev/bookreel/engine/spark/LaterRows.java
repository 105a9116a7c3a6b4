package dev.bookreel.engine.spark;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Finds the accepted rows of a delivery in whose place later ones count, in all its parts: as the
 * embedded engine finds those of a delivery that one task reads. Hashes come first: only rows whose
 * key's hash occurs twice are compared.
 */
final class LaterRows {
  private final Session session;
  private final Workspace workspace;
  private final Stage stage;
  private final TableDefinition table;

  LaterRows(Session session, Workspace workspace, Stage stage, TableDefinition table) {
    this.session = session;
    this.workspace = workspace;
    this.stage = stage;
    this.table = table;
  }

  /**
   * Files of {@code __position}, and {@code is_duplicate} for a row that equals a later one in
   * every column; none if there are no such rows.
   */
  List<Path> supersede(List<Path> accepted) throws SQLException {
    String key = SparkSql.names(table.key());
    Dataset<Row> rows =
        StagedRows.rows(session, table, accepted)
            .selectExpr("*", "xxhash64(" + key + ") AS __hash");
    List<Path> repeated =
        written(
            "repeated",
            rows.groupBy("__hash").count().where("count > 1").select("__hash"),
            "hashes of keys that several rows of %s have");
    if (workspace.number("SELECT count(*) FROM " + Stage.relation(workspace, repeated)) == 0) {
      return List.of();
    }
    String content = SparkSql.names(table.columnNames());
    return written(
        "superseded",
        rows.join(session.parquet("__hash bigint", repeated), "__hash", "left_semi")
            .selectExpr(
                "__position",
                isLast(key) + " AS __last_of_key",
                isLast(content) + " AS __last_of_content")
            .where("NOT __last_of_key")
            .selectExpr("__position", "NOT __last_of_content AS is_duplicate"),
        "rows of %s in whose place later ones count");
  }

  private List<Path> written(String name, Dataset<Row> rows, String what) {
    session.write("-- " + what.formatted(table.name()), rows, stage.folder().resolve(name));
    return stage.parts(name);
  }

  private static String isLast(String columns) {
    return "row_number() OVER (PARTITION BY %s ORDER BY __position DESC) = 1".formatted(columns);
  }
}
