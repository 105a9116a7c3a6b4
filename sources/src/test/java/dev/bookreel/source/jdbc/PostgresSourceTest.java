package dev.bookreel.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.source.Source;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresSourceTest extends JdbcSourceContract {
  private static final TableDefinition LOW =
      JdbcLake.csv("app.low", "low", Contains.CHANGES, "id:int", "at:string");

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

  @Test
  void whatIsBeforeAllTimesHidesNothing() throws Exception {
    for (String type : List.of("timestamptz", "timestamp", "date")) {
      for (String lowest : List.of("-infinity", "0044-03-15 BC")) {
        server.execute(
            database,
            "DROP TABLE IF EXISTS low",
            "CREATE TABLE low (id int PRIMARY KEY, at " + type + ")",
            "INSERT INTO low VALUES (1, '" + lowest + "')");
        SourceDefinition definition = settings().with("watermark", "app.low", "at").definition();
        try (JdbcLake lake = new JdbcLake(folder.resolve(type + lowest), LOW)) {
          assertThat(lake.fetch(definition).complete()).isTrue();
          server.execute(database, "INSERT INTO low VALUES (2, '2021-12-06')");
          assertThat(lake.fetch(definition).complete()).isTrue();
          lake.load();
          assertThat(lake.query("SELECT id FROM app.low")).as(type + lowest).contains(List.of(2));
        }
      }
    }
  }

  @Test
  void whatIsBehindAllNumbersHidesNothing() throws Exception {
    server.execute(
        database,
        "CREATE TABLE low (id int PRIMARY KEY, at numeric)",
        "INSERT INTO low VALUES (1, 5), (2, 'NaN'), (3, 'Infinity')");
    SourceDefinition definition = settings().with("watermark", "app.low", "at").definition();

    try (Source source = open(definition)) {
      assertThat(source.files(JdbcLake.wanted(LOW)).get(0).watermark()).contains("at = 5");
    }
    server.execute(database, "DELETE FROM low WHERE id = 1", "UPDATE low SET at = '-Infinity'");
    try (Source source = open(definition)) {
      assertThat(source.files(JdbcLake.wanted(LOW))).isEmpty();
    }
  }

  @Test
  void aQueryThatFailsWhileItIsReadLeavesTheMomentAsItIs() throws Exception {
    server.execute(
        database,
        "CREATE TABLE low (id int PRIMARY KEY, at int)",
        "INSERT INTO low VALUES (1, 1)",
        "CREATE TABLE bad AS SELECT n AS id, n - 5000 AS at FROM generate_series(1, 10000) n");
    TableDefinition bad =
        JdbcLake.csv("app.bad", "bad", Contains.EVERYTHING, "id:int", "at:string");
    SourceDefinition definition =
        settings().with("select", "app.bad", "SELECT id, 1 / at AS at FROM bad").definition();

    try (Source source = open(definition)) {
      assertThat(read(source, LOW)).isEqualTo("id,at\n1,1\n");
      server.execute(database, "UPDATE low SET at = 2");
      assertThatThrownBy(() -> read(source, bad)).hasMessageContaining("division by zero");

      assertThat(read(source, LOW)).isEqualTo("id,at\n1,1\n");
    }
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
