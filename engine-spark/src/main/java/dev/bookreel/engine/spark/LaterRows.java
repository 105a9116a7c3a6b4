package dev.bookreel.engine.spark;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.TableDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Finds the accepted rows of a delivery in whose place later ones count, in all its parts: as the
 * embedded engine finds those of a delivery that one task reads.
 */
final class LaterRows {
  private static final String FOUND = "superseded";

  private final Session session;
  private final Stage stage;
  private final TableDefinition table;

  LaterRows(Session session, Stage stage, TableDefinition table) {
    this.session = session;
    this.stage = stage;
    this.table = table;
  }

  /**
   * Files of {@code __position}, and {@code is_duplicate} for a row that equals a later one in
   * every column; none if there are no such rows. Only rows whose key occurs twice are compared.
   */
  List<Path> supersede(List<Path> accepted) {
    Dataset<Row> rows = StagedRows.rows(session, table, accepted);
    Dataset<Row> repeated =
        rows.groupBy(columns(key()))
            .agg(functions.count("*").as("__rows"))
            .where("__rows > 1")
            .drop("__rows");
    if (repeated.count() == 0) {
      return List.of();
    }
    Dataset<Row> superseded =
        rows.as("r")
            .join(
                repeated.as("k"),
                functions.expr(
                    key().stream()
                        .map(SparkSql::name)
                        .map(name -> "r." + name + " = k." + name)
                        .collect(Collectors.joining(" AND "))),
                "left_semi")
            .selectExpr(
                "__position",
                isLast(key()) + " AS __last_of_key",
                isLast(names()) + " AS __last_of_content")
            .where("NOT __last_of_key")
            .selectExpr("__position", "NOT __last_of_content AS is_duplicate");
    session.write(
        "-- rows of %s in whose place later ones count".formatted(table.name()),
        superseded,
        stage.folder().resolve(FOUND));
    return stage.parts(FOUND);
  }

  private List<String> key() {
    return table.key();
  }

  private List<String> names() {
    return table.columns().stream().map(Column::name).collect(Collectors.toList());
  }

  private static org.apache.spark.sql.Column[] columns(List<String> names) {
    return names.stream()
        .map(name -> functions.col(SparkSql.name(name)))
        .toArray(org.apache.spark.sql.Column[]::new);
  }

  private static String isLast(List<String> columns) {
    return "row_number() OVER (PARTITION BY %s ORDER BY __position DESC) = 1"
        .formatted(columns.stream().map(SparkSql::name).collect(Collectors.joining(", ")));
  }
}
