package dev.bookreel.source.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

class PostgresSourceTest extends JdbcSourceContract {
  @Override
  DatabaseServer.Once running() {
    return PostgresServer.RUNNING;
  }

  @Override
  String instant() {
    return "timestamptz";
  }

  @Override
  String inUtc() {
    return "SET TimeZone = 'UTC'";
  }

  @Override
  String writingQuery() {
    return "SELECT nextval('numbers') AS id, 'x' AS name";
  }

  @Override
  String quote() {
    return "\"";
  }

  @Override
  String reader() {
    return DatabaseServer.READER;
  }

  @Override
  String granted(String table) {
    return table;
  }

  @Override
  String manyRows(int count) {
    return "SELECT n, repeat(md5(n::text), 3) AS filler FROM generate_series(1, " + count + ") n";
  }

  /** Locks on tables beyond those that only tell others that a table is being read. */
  @Override
  List<List<Object>> locks() throws SQLException {
    List<List<Object>> locks = new ArrayList<>();
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT locktype, mode FROM pg_locks JOIN pg_stat_activity USING (pid)
                WHERE usename = 'reader' AND locktype <> 'virtualxid' AND mode <> 'AccessShareLock'
                """)) {
      while (rows.next()) {
        locks.add(List.of(rows.getString(1), rows.getString(2)));
      }
    }
    return locks;
  }
}
