package dev.bookreel.source.jdbc;

import dev.bookreel.definition.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A connection with one transaction, in which everything is the database at one moment. One thread
 * at a time.
 */
final class Snapshot {
  private final Connection connection;
  private final Dialect dialect;
  private final Set<TableName> read = new TreeSet<>();
  private @Nullable Savepoint last;

  private Snapshot(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  /** The connection is closed if this fails. */
  static Snapshot begin(Connection connection, Dialect dialect) throws SQLException {
    boolean begun = false;
    try {
      dialect.begin(connection);
      begun = true;
      return new Snapshot(connection, dialect);
    } finally {
      if (!begun) {
        abort(connection);
      }
    }
  }

  /** Something to be asked. */
  @FunctionalInterface
  interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  /**
   * Asks; a question that fails leaves the snapshot good for the next ones. The savepoint is not
   * released: while rows are on their way nothing can be said.
   */
  <T> T ask(Question<T> question) throws SQLException {
    if (!dialect.failuresSpoil()) {
      return question.ask(connection);
    }
    Savepoint before = connection.setSavepoint();
    last = before;
    try {
      return question.ask(connection);
    } catch (SQLException e) {
      backTo(before, e);
      throw e;
    }
  }

  /** Whether that could be done. */
  private boolean backTo(Savepoint before, SQLException failure) {
    try {
      connection.rollback(before);
      return true;
    } catch (SQLException alsoBroken) {
      failure.addSuppressed(alsoBroken);
      return false;
    }
  }

  /** Whether the next questions see the same moment, though a query failed while it gave rows. */
  boolean outlives(SQLException failure) {
    return last != null && backTo(last, failure);
  }

  /** How long to wait for the other side's next bytes. */
  void patience(Duration duration) throws SQLException {
    connection.setNetworkTimeout(
        Runnable::run, (int) Math.min(Integer.MAX_VALUE, duration.toMillis()));
  }

  /** Notes that a table was read whole. */
  void hasRead(TableName table) {
    read.add(table);
  }

  /** What was read whole. */
  Set<TableName> read() {
    return read;
  }

  /** Ends the transaction, which wrote nothing, and the connection. */
  void close() {
    try (connection) {
      connection.rollback();
    } catch (SQLException gone) {
      abort(connection);
    }
  }

  /** Ends the connection at once, whatever it is doing. */
  void abort() {
    abort(connection);
  }

  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException gone) {
      // Then there is nothing to end.
    }
  }
}
