package dev.bookreel.source.jdbc;

import dev.bookreel.definition.ColumnType;
import dev.bookreel.source.jdbc.Mark.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * PostgreSQL. The database itself writes the rows, by COPY: that is exact for every type and the
 * fastest that it has.
 */
final class Postgres implements Dialect {
  /**
   * In JSON no such character stands for itself, so that no line needs quotes. A line break between
   * values is all that may have to go.
   */
  private static final String ONE_OBJECT_A_LINE =
      "COPY (SELECT translate(row_to_json(\"one row\")::text, E'\\n\\r', '  ')"
          + " FROM (SELECT %s FROM %s q%s) \"one row\")"
          + " TO STDOUT WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')";

  private static final int KNOWS_INFINITE_NUMBERS = 14;

  private static final String CSV =
      "COPY (SELECT %s FROM %s q%s) TO STDOUT WITH (FORMAT csv, HEADER true)";

  @Override
  public Properties properties(Trust trust, Duration timeout) {
    Properties properties = new Properties();
    String seconds = String.valueOf(Math.max(1, timeout.toSeconds()));
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("ApplicationName", "bookreel");
    properties.setProperty(
        "sslmode",
        switch (trust.level()) {
          case VERIFIED -> "verify-full";
          case ANY_CERTIFICATE -> "require";
          case LOOPBACK -> "prefer";
          case NONE -> "disable";
        });
    if (trust.level() == Trust.Level.VERIFIED) {
      trust
          .certificate()
          .ifPresentOrElse(
              file -> properties.setProperty("sslrootcert", file.toString()),
              () ->
                  properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory"));
    }
    return properties;
  }

  /**
   * Settings hold for the transaction only: behind a pool the session is others' afterwards. One
   * process reads from the table's beginning, so that what did not change is sent in the same
   * order.
   */
  @Override
  public void begin(Connection connection) throws SQLException {
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      for (String setting :
          List.of(
              "DateStyle = 'ISO'",
              "IntervalStyle = 'iso_8601'",
              "extra_float_digits = 3",
              "synchronize_seqscans = off",
              "max_parallel_workers_per_gather = 0")) {
        statement.execute("SET LOCAL " + setting);
      }
    }
  }

  @Override
  public boolean failuresSpoil() {
    return true;
  }

  @Override
  public String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  @Override
  public Optional<Kind> growth(Field field) {
    return switch (field.type()) {
      case "int2", "int4", "int8", "numeric", "smallserial", "serial", "bigserial", "oid" ->
          Optional.of(Kind.NUMBER);
      case "date" -> Optional.of(Kind.DAY);
      case "timestamp" -> Optional.of(Kind.LOCAL);
      case "timestamptz" -> Optional.of(Kind.INSTANT);
      default -> Optional.empty();
    };
  }

  /**
   * Not what PostgreSQL sorts behind all numbers: it would hide them. The condition is one that an
   * index serves.
   */
  @Override
  public String highestOf(Connection connection, String relation, Field field) throws SQLException {
    String sql = Dialect.super.highestOf(connection, relation, field);
    if (!field.type().equals("numeric")) {
      return sql;
    }
    String column = "q." + quoted(field.name());
    boolean infinite = connection.getMetaData().getDatabaseMajorVersion() >= KNOWS_INFINITE_NUMBERS;
    return "%s WHERE %s"
        .formatted(
            sql,
            infinite
                ? "%1$s < 'Infinity' AND %1$s > '-Infinity'".formatted(column)
                : column + " < 'NaN'");
  }

  @Override
  public Instant now(Connection connection, Duration timeout) throws SQLException {
    try (Statement statement = Dialect.statement(connection, timeout);
        ResultSet row = statement.executeQuery("SELECT now()")) {
      row.next();
      return row.getObject(1, OffsetDateTime.class).toInstant();
    }
  }

  @Override
  public Rows rows(Connection connection, Reading reading) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL TimeZone = " + text(zone(reading.zone())));
    }
    CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(statement(reading));
    return new Copied(copy, !reading.json());
  }

  private String statement(Reading reading) {
    String columns =
        reading.fields().stream()
            .map(field -> expression(field, reading) + " AS " + quoted(field.name()))
            .collect(Collectors.joining(", "));
    return (reading.json() ? ONE_OBJECT_A_LINE : CSV)
        .formatted(columns, reading.relation(), reading.where());
  }

  private String expression(Field field, Reading reading) {
    String column = "q." + quoted(field.name());
    if (field.jdbcType() == Types.ARRAY) {
      String array = isOfLocalTimes(field, reading) ? instants(column, reading.zone()) : column;
      return reading.json() ? array : "array_to_json(" + array + ")";
    }
    return switch (field.type()) {
      case "bool" -> reading.json() ? column : column + "::text";
      case "bytea" -> "encode(" + column + ", 'hex')";
      case "numeric", "int8", "bigserial", "float4", "float8" ->
          reading.json() ? column + "::text" : column;
      case "timestamptz" -> withOffset(column, reading.zone());
      case "timestamp" ->
          field.isReadAs(ColumnType.Scalar.TIMESTAMP, reading.table())
              ? withOffset(
                  "(" + column + " AT TIME ZONE " + text(zone(reading.zone())) + ")",
                  reading.zone())
              : column;
      default -> column;
    };
  }

  private static boolean isOfLocalTimes(Field field, Reading reading) {
    return field.type().equals("_timestamp")
        && field.isReadAs(new ColumnType.Array(ColumnType.Scalar.TIMESTAMP), reading.table());
  }

  /** Within an array, times without a zone become some with one. */
  private static String instants(String array, ZoneId zone) {
    return "CASE WHEN %1$s IS NOT NULL THEN ARRAY(SELECT e.v AT TIME ZONE %2$s FROM unnest(%1$s) WITH ORDINALITY e(v, n) ORDER BY e.n) END"
        .formatted(array, text(zone(zone)));
  }

  /** In the session's zone, or in UTC where {@link LocalTimes} writes that. */
  private static String withOffset(String instant, ZoneId zone) {
    return "CASE WHEN %1$s >= TIMESTAMPTZ '%2$s' AND %1$s < TIMESTAMPTZ '%3$s' THEN %1$s::text WHEN isfinite(%1$s) THEN (%1$s AT TIME ZONE 'UTC')::text || 'Z' ELSE %1$s::text END"
        .formatted(instant, LocalTimes.from(zone), LocalTimes.TO);
  }

  /** The name of a region; offsets as POSIX has them, who counts them to the west. */
  private static String zone(ZoneId zone) {
    if (!(zone.normalized() instanceof ZoneOffset offset)) {
      return zone.getId();
    }
    int minutes = Math.abs(offset.getTotalSeconds()) / 60;
    String clock = String.format(Locale.ROOT, "%02d:%02d", minutes / 60, minutes % 60);
    boolean east = offset.getTotalSeconds() >= 0;
    return "<%s%s>%s%s"
        .formatted(east ? "+" : "-", clock.replace(":", ""), east ? "-" : "+", clock);
  }

  private static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /** What COPY sends is passed on as it is. */
  private static final class Copied implements Rows {
    private final CopyOut copy;
    private boolean headerComes;

    /**
     * @param header whether a header comes first: it comes before the database looks for rows
     */
    Copied(CopyOut copy, boolean header) {
      this.copy = copy;
      this.headerComes = header;
    }

    @Override
    public boolean next(OutputStream out) throws SQLException, IOException {
      if (headerComes) {
        headerComes = false;
        next(out);
      }
      byte[] row = copy.readFromCopy();
      if (row == null) {
        return false;
      }
      out.write(row);
      return true;
    }

    @Override
    public void close() {
      // Ended by its last row, or with the connection.
    }
  }
}
