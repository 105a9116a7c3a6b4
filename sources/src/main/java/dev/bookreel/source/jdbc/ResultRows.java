package dev.bookreel.source.jdbc;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The rows of a result, written here. */
final class ResultRows implements Rows {
  private final Statement statement;
  private final ResultSet rows;
  private final List<Cell> cells;
  private final RowFormat format;
  private boolean begun;

  private ResultRows(Statement statement, ResultSet rows, List<Cell> cells, RowFormat format) {
    this.statement = statement;
    this.rows = rows;
    this.cells = cells;
    this.format = format;
  }

  /**
   * @param atOnce how many rows the driver may hold in memory
   */
  static ResultRows of(
      Connection connection, String sql, int atOnce, Reading reading, List<Cell> cells)
      throws SQLException {
    Statement statement = connection.createStatement();
    try {
      statement.setEscapeProcessing(false);
      statement.setFetchSize(atOnce);
      List<String> names = reading.fields().stream().map(Field::name).toList();
      RowFormat format = reading.json() ? new JsonFormat(names) : new CsvFormat(names);
      return new ResultRows(statement, statement.executeQuery(sql), cells, format);
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  @Override
  public boolean next(OutputStream out) throws SQLException, IOException {
    if (!begun) {
      begun = true;
      format.header(out);
    }
    if (!rows.next()) {
      return false;
    }
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      format.value(out, i, cell.read(rows, i + 1), cell.isJson());
    }
    format.end(out);
    return true;
  }

  @Override
  public void close() throws SQLException {
    rows.close();
    statement.close();
  }
}
