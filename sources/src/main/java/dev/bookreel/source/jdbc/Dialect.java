package dev.bookreel.source.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** What databases of one make want said otherwise than others. */
interface Dialect {

  /** What its driver needs, beside user and password, to connect. */
  Properties properties(Trust trust, Duration timeout);

  /** Begins the transaction in which everything is read; it never writes and never waits. */
  void begin(Connection connection) throws SQLException;

  /** Whether a statement that fails spoils the transaction for the next ones. */
  boolean failuresSpoil();

  String quoted(String identifier);

  /** A statement without rows that has the columns of a relation. */
  default String columnsOf(String relation) {
    return "SELECT * FROM " + relation + " q LIMIT 0";
  }

  /** What columns a relation has. */
  default List<Field> fields(Connection connection, String relation, Duration timeout)
      throws SQLException {
    try (Statement statement = statement(connection, timeout);
        ResultSet rows = statement.executeQuery(columnsOf(relation))) {
      return fields(rows.getMetaData());
    }
  }

  /** The columns that a result has. */
  static List<Field> fields(ResultSetMetaData metadata) throws SQLException {
    List<Field> fields = new ArrayList<>();
    for (int i = 1; i <= metadata.getColumnCount(); i++) {
      fields.add(
          new Field(
              metadata.getColumnLabel(i),
              metadata.getColumnTypeName(i),
              metadata.getColumnType(i),
              metadata.isNullable(i) != ResultSetMetaData.columnNoNulls));
    }
    return fields;
  }

  /** What a column can grow in; empty if in nothing that can be compared. */
  Optional<Mark.Kind> growth(Field field);

  /** The highest value of a column; empty if it has none. */
  default Optional<Mark> highest(
      Connection connection, String relation, Field field, Mark.Kind kind, Duration timeout)
      throws SQLException {
    try (Statement statement = statement(connection, timeout);
        ResultSet rows = statement.executeQuery(highestOf(connection, relation, field))) {
      rows.next();
      return mark(rows, kind);
    }
  }

  /** A query for it. */
  default String highestOf(Connection connection, String relation, Field field)
      throws SQLException {
    return "SELECT max(q.%s) FROM %s q".formatted(quoted(field.name()), relation);
  }

  /** The first column of the row, as a mark. */
  default Optional<Mark> mark(ResultSet row, Mark.Kind kind) throws SQLException {
    return switch (kind) {
      case NUMBER -> Optional.ofNullable(row.getBigDecimal(1)).map(Mark.OfNumber::new);
      case DAY ->
          Optional.ofNullable(row.getObject(1, LocalDate.class))
              .map(day -> new Mark.OfTime(kind, day.atStartOfDay()));
      case LOCAL ->
          Optional.ofNullable(row.getObject(1, LocalDateTime.class))
              .map(time -> new Mark.OfTime(kind, time));
      case INSTANT ->
          Optional.ofNullable(row.getObject(1, OffsetDateTime.class)).map(Mark.OfTime::instant);
    };
  }

  /** A mark as a literal. */
  default String literal(Mark mark) {
    return switch (mark.kind()) {
      case NUMBER -> mark.literal();
      case DAY -> "DATE '" + mark.literal() + "'";
      case LOCAL -> "TIMESTAMP '" + mark.literal() + "'";
      case INSTANT -> "TIMESTAMP WITH TIME ZONE '" + mark.literal() + "+00:00'";
    };
  }

  /** What the database takes for the time of the snapshot. */
  Instant now(Connection connection, Duration timeout) throws SQLException;

  /** Whether a row lacks a value in a column. */
  default boolean lacks(Connection connection, String relation, Field field, Duration timeout)
      throws SQLException {
    String sql =
        "SELECT 1 FROM %s q WHERE q.%s IS NULL%s"
            .formatted(relation, quoted(field.name()), oneRow());
    try (Statement statement = statement(connection, timeout)) {
      statement.setMaxRows(1);
      try (ResultSet rows = statement.executeQuery(sql)) {
        return rows.next();
      }
    }
  }

  /** How a query is ended that wants one row only; may be empty. */
  default String oneRow() {
    return " LIMIT 1";
  }

  /** Begins to read. */
  Rows rows(Connection connection, Reading reading) throws SQLException;

  /** A statement that the database gives up after a while. */
  static Statement statement(Connection connection, Duration timeout) throws SQLException {
    Statement statement = connection.createStatement();
    statement.setEscapeProcessing(false);
    statement.setQueryTimeout((int) Math.max(1, timeout.toSeconds()));
    return statement;
  }

  /** Which make a database is of. */
  static Dialect of(Drivers drivers) {
    return switch (drivers.url().product()) {
      case "postgresql" -> new Postgres();
      case "mariadb" -> new MariaDb();
      default -> new AnyDatabase();
    };
  }
}
