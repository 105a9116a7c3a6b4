package dev.bookreel.engine.embedded;

import dev.bookreel.engine.Rows;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.WrongQueryException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;

/** A DuckDB result as the product's rows. */
public final class DuckRows implements Rows {
  private static final TimeZone UTC = TimeZone.getTimeZone(ZoneOffset.UTC);

  private final Workspace workspace;
  private final PreparedStatement statement;
  private final ResultSet result;
  private final List<String> columns;

  /** Takes over the statement, which is closed with the rows, or at once if it fails. */
  public DuckRows(Workspace workspace, PreparedStatement statement) throws SQLException {
    this.workspace = workspace;
    this.statement = statement;
    try {
      this.result = statement.executeQuery();
      ResultSetMetaData metaData = result.getMetaData();
      List<String> names = new ArrayList<>();
      for (int i = 1; i <= metaData.getColumnCount(); i++) {
        names.add(metaData.getColumnLabel(i));
      }
      this.columns = Collections.unmodifiableList(names);
    } catch (SQLException e) {
      statement.close();
      throw workspace.told(e);
    }
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public @Nullable List<@Nullable Object> next() {
    try {
      if (!result.next()) {
        return null;
      }
      List<@Nullable Object> row = new ArrayList<>();
      for (int i = 1; i <= columns.size(); i++) {
        row.add(value(i));
      }
      return row;
    } catch (SQLException e) {
      throw new WrongQueryException(
          "The query failed while it ran: " + workspace.told(e).getMessage(), e);
    }
  }

  /** Java's old class for times cannot show those that the clocks of its default zone skip. */
  private @Nullable Object value(int column) throws SQLException {
    @Nullable Object value = result.getObject(column);
    if (value instanceof OffsetDateTime time && offsets(time).size() > 1) {
      return result
          .getTimestamp(column, Calendar.getInstance(UTC))
          .toLocalDateTime()
          .toInstant(ZoneOffset.UTC);
    }
    return value instanceof Timestamp
        ? result.getObject(column, LocalDateTime.class).toString()
        : value(value);
  }

  private static @Nullable Object value(@Nullable Object value) throws SQLException {
    if (value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Integer
        || value instanceof Long
        || value instanceof Double
        || value instanceof BigDecimal
        || value instanceof BigInteger
        || value instanceof LocalDate) {
      return value;
    }
    if (value instanceof Short || value instanceof Byte) {
      return ((Number) value).intValue();
    }
    if (value instanceof Float number) {
      return number.doubleValue();
    }
    if (value instanceof OffsetDateTime time) {
      return instant(time);
    }
    if (value instanceof Timestamp time) {
      return time.toLocalDateTime().toString();
    }
    if (value instanceof Blob blob) {
      return bytes(blob.getBytes(1, (int) blob.length()));
    }
    if (value instanceof Array array) {
      List<@Nullable Object> values = new ArrayList<>();
      for (Object element : (Object[]) array.getArray()) {
        values.add(value(element));
      }
      return values;
    }
    return value instanceof Map<?, ?> || value instanceof Struct ? fields(value) : value.toString();
  }

  /**
   * The driver tells what the clocks of Java's default zone showed, but the offset that they had at
   * another moment: near a change of clocks it is wrong. What they showed twice is told by the
   * driver's other way to read times, which knows columns only: within lists the later one is
   * meant.
   */
  private static Instant instant(OffsetDateTime time) {
    List<ZoneOffset> offsets = offsets(time);
    return offsets.isEmpty()
        ? time.toInstant()
        : time.toLocalDateTime().toInstant(offsets.get(offsets.size() - 1));
  }

  private static List<ZoneOffset> offsets(OffsetDateTime time) {
    return ZoneId.systemDefault().getRules().getValidOffsets(time.toLocalDateTime());
  }

  /** As SQL writes them: readable characters as they are, all else as {@code \\x00}. */
  private static String bytes(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      boolean readable = b >= ' ' && b <= '~' && b != '\\' && b != '\'' && b != '"';
      text.append(readable ? String.valueOf((char) b) : "\\x%02X".formatted(b));
    }
    return text.toString();
  }

  private static Map<String, @Nullable Object> fields(Object value) throws SQLException {
    Map<?, ?> entries = value instanceof DuckDBStruct struct ? struct.getMap() : (Map<?, ?>) value;
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : entries.entrySet()) {
      fields.put(String.valueOf(entry.getKey()), value(entry.getValue()));
    }
    return fields;
  }

  @Override
  public void close() {
    try {
      statement.close();
    } catch (SQLException e) {
      throw new WrongQueryException("Cannot close the query: " + e.getMessage(), e);
    }
  }
}
