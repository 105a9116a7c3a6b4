package dev.bookreel.source.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

class MariaDbSourceTest extends JdbcSourceContract {
  @Override
  DatabaseServer.Once running() {
    return MariaDbServer.RUNNING;
  }

  @Override
  String instant() {
    return "timestamp(6) NULL";
  }

  @Override
  String inUtc() {
    return "SET time_zone = '+00:00'";
  }

  @Override
  String writingQuery() {
    return "SELECT NEXTVAL(numbers) AS id, 'x' AS name";
  }

  @Override
  String quote() {
    return "`";
  }

  @Override
  String reader() {
    return "reader@'127.0.0.1'";
  }

  @Override
  String granted(String table) {
    return database + ".*";
  }

  @Override
  String manyRows(int count) {
    return "SELECT seq AS n, repeat(md5(seq), 3) AS filler FROM seq_1_to_" + count;
  }

  /** Transactions that hold locks on rows or tables. */
  @Override
  List<List<Object>> locks() throws SQLException {
    List<List<Object>> locks = new ArrayList<>();
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT trx_tables_locked, trx_rows_locked FROM information_schema.innodb_trx"
                    + " WHERE trx_tables_locked > 0 OR trx_rows_locked > 0")) {
      while (rows.next()) {
        locks.add(List.of(rows.getLong(1), rows.getLong(2)));
      }
    }
    return locks;
  }
}
