package dev.bookreel.pipeline;

import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The rows of a question's SQL, numbered in their order, from 1, as {@code answer_row}.
 *
 * @param columns the question's own
 * @param sql to be put into parentheses; names its columns
 */
record NumberedRows(List<String> columns, String sql) {

  /**
   * Numbers rows by their places, of which an engine that computes them in parts knows no more than
   * their order.
   */
  static NumberedRows of(LakeView view, String sql, Map<String, Object> values) {
    List<String> columns = columns(view, sql, values);
    return new NumberedRows(
        columns,
        """
        SELECT CAST(row_number() OVER (ORDER BY answer_place) AS BIGINT) AS answer_row, %s
        FROM (SELECT monotonically_increasing_id() AS answer_place, answer_rows.* FROM (
        %s
        ) AS answer_rows) AS answer_rows
        """
            .formatted(
                columns.stream()
                    .map(name -> '"' + name.replace("\"", "\"\"") + '"')
                    .collect(Collectors.joining(", ")),
                sql));
  }

  private static List<String> columns(LakeView view, String sql, Map<String, Object> values) {
    Query noRows = new Query("SELECT * FROM (\n" + sql + "\n) AS answer LIMIT 0", values);
    try (Rows rows = view.query(noRows)) {
      return rows.columns();
    }
  }
}
