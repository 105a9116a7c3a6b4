package dev.bookreel.source.jdbc;

import dev.bookreel.definition.ColumnType;
import dev.bookreel.error.LakeException;
import dev.bookreel.source.jdbc.Mark.Kind;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A database of whose make nothing is known: standard SQL and JDBC. */
final class AnyDatabase implements Dialect {
  private static final int ROWS_AT_ONCE = 1000;

  /** How such a database is reached safely, only its driver knows. */
  @Override
  public Properties properties(Trust trust, Duration timeout) {
    if (trust.level() == Trust.Level.ANY_CERTIFICATE
        || trust.level() == Trust.Level.NONE
        || trust.certificate().isPresent()) {
      throw new LakeException(
          "'ca_file' and the insecure settings are for PostgreSQL, MariaDB and MySQL. Remove them, and say in 'url' what the driver asks for");
    }
    return new Properties();
  }

  @Override
  public void begin(Connection connection) throws SQLException {
    connection.setReadOnly(true);
    if (connection
        .getMetaData()
        .supportsTransactionIsolationLevel(Connection.TRANSACTION_REPEATABLE_READ)) {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    }
    connection.setAutoCommit(false);
  }

  @Override
  public boolean failuresSpoil() {
    return false;
  }

  @Override
  public String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  @Override
  public String columnsOf(String relation) {
    return "SELECT * FROM " + relation + " q WHERE 1 = 0";
  }

  @Override
  public String oneRow() {
    return "";
  }

  @Override
  public Optional<Kind> growth(Field field) {
    return switch (field.jdbcType()) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.NUMERIC,
          Types.DECIMAL ->
          Optional.of(Kind.NUMBER);
      case Types.DATE -> Optional.of(Kind.DAY);
      case Types.TIMESTAMP -> Optional.of(Kind.LOCAL);
      case Types.TIMESTAMP_WITH_TIMEZONE -> Optional.of(Kind.INSTANT);
      default -> Optional.empty();
    };
  }

  /** Every database says it otherwise; clocks of machines differ by less than an overlap. */
  @Override
  public Instant now(Connection connection, Duration timeout) {
    return Instant.now();
  }

  @Override
  public Rows rows(Connection connection, Reading reading) throws SQLException {
    String columns =
        reading.fields().stream()
            .map(field -> "q." + quoted(field.name()))
            .collect(Collectors.joining(", "));
    LocalTimes times = new LocalTimes(reading.zone());
    return ResultRows.of(
        connection,
        "SELECT %s FROM %s q%s".formatted(columns, reading.relation(), reading.where()),
        ROWS_AT_ONCE,
        reading,
        reading.fields().stream().map(field -> cell(field, reading, times)).toList());
  }

  private static Cell cell(Field field, Reading reading, LocalTimes times) {
    boolean isInstant = field.isReadAs(ColumnType.Scalar.TIMESTAMP, reading.table());
    return Cell.text(
        switch (field.jdbcType()) {
          case Types.BOOLEAN, Types.BIT -> (row, i) -> text(row.getObject(i));
          case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB ->
              (row, i) -> hex(row.getBytes(i));
          case Types.NUMERIC, Types.DECIMAL -> (row, i) -> plain(row.getBigDecimal(i));
          case Types.DOUBLE, Types.FLOAT, Types.REAL -> (row, i) -> text(row.getObject(i));
          case Types.DATE -> (row, i) -> text(row.getObject(i, LocalDate.class));
          case Types.TIMESTAMP ->
              (row, i) -> {
                LocalDateTime time = row.getObject(i, LocalDateTime.class);
                return time == null || !isInstant ? text(time) : times.withOffset(time);
              };
          case Types.TIMESTAMP_WITH_TIMEZONE ->
              (row, i) -> {
                OffsetDateTime time = row.getObject(i, OffsetDateTime.class);
                return time == null ? null : times.withOffset(time.toInstant());
              };
          default -> ResultSet::getString;
        });
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static @Nullable String plain(@Nullable BigDecimal value) {
    return value == null ? null : value.toPlainString();
  }

  private static @Nullable String hex(byte @Nullable [] bytes) {
    return bytes == null ? null : HexFormat.of().formatHex(bytes);
  }
}
