package dev.bookreel.source.jdbc;

import dev.bookreel.definition.ColumnType;
import dev.bookreel.source.jdbc.Mark.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB and MySQL. The database writes every value as text; what a text leaves open, such as the
 * offset of a time, is added here.
 */
final class MariaDb implements Dialect {
  private static final int ROWS_AT_ONCE = 1000;

  @Override
  public Properties properties(Trust trust, Duration timeout) {
    Properties properties = new Properties();
    String millis = String.valueOf(timeout.toMillis());
    properties.setProperty("connectTimeout", millis);
    properties.setProperty("socketTimeout", millis);
    properties.setProperty("tinyInt1isBit", "false");
    properties.setProperty("yearIsDateType", "false");
    properties.setProperty("allowLocalInfile", "false");
    properties.setProperty(
        "sslMode",
        switch (trust.level()) {
          case VERIFIED -> "verify-full";
          case ANY_CERTIFICATE -> "trust";
          case LOOPBACK, NONE -> "disable";
        });
    trust.certificate().ifPresent(file -> properties.setProperty("serverSslCert", file.toString()));
    return properties;
  }

  @Override
  public void begin(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET time_zone = '+00:00'");
      statement.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      statement.execute("SET autocommit = 0");
      statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
    }
  }

  @Override
  public boolean failuresSpoil() {
    return false;
  }

  @Override
  public String quoted(String identifier) {
    return '`' + identifier.replace("`", "``") + '`';
  }

  @Override
  public Optional<Kind> growth(Field field) {
    return switch (plain(field)) {
      case "tinyint", "smallint", "mediumint", "int", "integer", "bigint", "decimal", "year" ->
          Optional.of(Kind.NUMBER);
      case "date" -> Optional.of(Kind.DAY);
      case "datetime" -> Optional.of(Kind.LOCAL);
      case "timestamp" -> Optional.of(Kind.INSTANT);
      default -> Optional.empty();
    };
  }

  private static String plain(Field field) {
    return field.type().replaceFirst("[ (].*", "");
  }

  @Override
  public String highestOf(Connection connection, String relation, Field field) {
    return "SELECT CAST(max(q.%s) AS CHAR) FROM %s q".formatted(quoted(field.name()), relation);
  }

  /** A zero date is before all others: then there is no higher one. */
  @Override
  public Optional<Mark> mark(ResultSet row, Kind kind) throws SQLException {
    return Optional.ofNullable(row.getString(1))
        .flatMap(
            text ->
                Mark.parse(
                    kind,
                    kind == Kind.INSTANT
                        ? iso(text) + "Z"
                        : kind == Kind.LOCAL ? iso(text) : text));
  }

  private static String iso(String text) {
    return text.replace(' ', 'T');
  }

  /** The session's zone is UTC. */
  @Override
  public String literal(Mark mark) {
    return switch (mark.kind()) {
      case NUMBER -> mark.literal();
      case DAY -> "DATE '" + mark.literal() + "'";
      case LOCAL, INSTANT -> "TIMESTAMP '" + mark.literal() + "'";
    };
  }

  @Override
  public Instant now(Connection connection, Duration timeout) throws SQLException {
    try (Statement statement = Dialect.statement(connection, timeout);
        ResultSet row = statement.executeQuery("SELECT CAST(UTC_TIMESTAMP(6) AS CHAR)")) {
      row.next();
      return LocalDateTime.parse(iso(row.getString(1))).toInstant(ZoneOffset.UTC);
    }
  }

  @Override
  public Rows rows(Connection connection, Reading reading) throws SQLException {
    String columns =
        reading.fields().stream()
            .map(field -> expression(field) + " AS " + quoted(field.name()))
            .collect(Collectors.joining(", "));
    String sql = "SELECT %s FROM %s q%s".formatted(columns, reading.relation(), reading.where());
    LocalTimes times = new LocalTimes(reading.zone());
    return ResultRows.of(
        connection,
        sql,
        ROWS_AT_ONCE,
        reading,
        reading.fields().stream().map(field -> cell(field, reading, times)).toList());
  }

  private String expression(Field field) {
    String column = "q." + quoted(field.name());
    return switch (plain(field)) {
      case "date", "datetime", "timestamp", "time", "year" -> "CAST(" + column + " AS CHAR)";
      // As text a float has six digits only; as a double it has all.
      case "float" -> "(" + column + " + 0E0)";
      case "bit" -> "CAST(" + column + " + 0 AS CHAR)";
      case "tinyblob", "blob", "mediumblob", "longblob", "binary", "varbinary" ->
          "LOWER(HEX(" + column + "))";
      case "geometry",
          "point",
          "linestring",
          "polygon",
          "multipoint",
          "multilinestring",
          "multipolygon",
          "geometrycollection",
          "geomcollection" ->
          "ST_AsText(" + column + ")";
      default -> column;
    };
  }

  private static Cell cell(Field field, Reading reading, LocalTimes times) {
    boolean isInstant = field.isReadAs(ColumnType.Scalar.TIMESTAMP, reading.table());
    boolean isFlag = field.isReadAs(ColumnType.Scalar.BOOLEAN, reading.table());
    return switch (plain(field)) {
      case "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set" ->
          ResultSet::getBytes;
      case "json" -> Cell.json(ResultSet::getBytes);
      case "timestamp" ->
          Cell.text(
              (row, i) ->
                  time(row.getString(i), time -> times.withOffset(time.toInstant(ZoneOffset.UTC))));
      case "datetime" ->
          isInstant
              ? Cell.text((row, i) -> time(row.getString(i), times::withOffset))
              : Cell.text(ResultSet::getString);
      case "float" -> Cell.text((row, i) -> shortest(row.getString(i)));
      case "tinyint", "bit" ->
          isFlag ? Cell.text((row, i) -> flag(row.getString(i))) : Cell.text(ResultSet::getString);
      default -> Cell.text(ResultSet::getString);
    };
  }

  /** What is no time, such as a zero date, stays as it is. */
  private static @Nullable String time(
      @Nullable String text, Function<LocalDateTime, String> written) {
    if (text == null) {
      return null;
    }
    return LocalTimes.parse(text).map(written).orElse(text);
  }

  private static @Nullable String shortest(@Nullable String exact) {
    return exact == null ? null : Float.toString((float) Double.parseDouble(exact));
  }

  private static @Nullable String flag(@Nullable String number) {
    if (number == null) {
      return null;
    }
    return switch (number.toLowerCase(Locale.ROOT)) {
      case "0" -> "false";
      case "1" -> "true";
      default -> number;
    };
  }
}
