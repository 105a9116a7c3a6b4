package dev.bookreel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;

/**
 * DuckDB and nothing else: runs a file's statements, one after the other, and reads all results.
 */
public final class Floor {
  /** Stands between statements, on a line of its own. */
  static final String NEXT = "\n;;\n";

  private Floor() {}

  public static void main(String[] args) throws IOException, SQLException {
    String sql = Files.readString(Path.of(args[0]));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (String one : Pattern.compile(NEXT, Pattern.LITERAL).split(sql, -1)) {
        if (statement.execute(one)) {
          read(statement.getResultSet());
        }
      }
    }
  }

  private static void read(ResultSet result) throws SQLException {
    try (result) {
      while (result.next()) {
        result.getObject(1);
      }
    }
  }
}
