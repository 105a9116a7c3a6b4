package dev.bookreel.delta;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of plain Parquet files, as {@code show --format json} is to print them. */
final class ParquetRows {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter MILLISECONDS = instants("SSS");
  private static final DateTimeFormatter MICROSECONDS = instants("SSSSSS");

  private ParquetRows() {}

  static List<String> in(Path folder) throws Exception {
    List<String> rows = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      if (files.noneMatch(file -> file.toString().endsWith(".parquet"))) {
        return rows;
      }
    }
    String sql =
        "SELECT * FROM '" + folder.resolve("*.parquet").toString().replace("'", "''") + "'";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      try (ResultSet result = statement.executeQuery(sql)) {
        while (result.next()) {
          Map<String, @Nullable Object> row = new LinkedHashMap<>();
          for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            row.put(result.getMetaData().getColumnName(i), value(result.getObject(i)));
          }
          rows.add(JSON.readTree(JSON.writeValueAsString(row)).toString());
        }
      }
    }
    return rows;
  }

  private static @Nullable Object value(@Nullable Object value) throws Exception {
    if (value instanceof OffsetDateTime time) {
      return (time.getNano() % 1_000_000 == 0 ? MILLISECONDS : MICROSECONDS).format(time);
    }
    if (value instanceof Timestamp time) {
      return time.toLocalDateTime().toString();
    }
    if (value instanceof LocalDate date) {
      return date.toString();
    }
    if (value instanceof Float number) {
      return number.doubleValue();
    }
    if (value instanceof Blob blob) {
      return text(blob.getBytes(1, (int) blob.length()));
    }
    if (value instanceof Array array) {
      List<@Nullable Object> values = new ArrayList<>();
      for (Object element : (Object[]) array.getArray()) {
        values.add(value(element));
      }
      return values;
    }
    // The names of its fields are not part of JDBC's own interface.
    Object named = value instanceof Struct struct ? invoke(struct, "getMap") : value;
    return named instanceof Map<?, ?> map ? object(map) : named;
  }

  private static Object invoke(Object target, String method) throws Exception {
    return target.getClass().getMethod(method).invoke(target);
  }

  private static Map<String, @Nullable Object> object(Map<?, ?> map) throws Exception {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      values.put(String.valueOf(entry.getKey()), value(entry.getValue()));
    }
    return values;
  }

  private static String text(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      text.append(
          b >= ' ' && b <= '~' && "\\'\"".indexOf(b) < 0
              ? String.valueOf((char) b)
              : "\\x%02X".formatted(b));
    }
    return text.toString();
  }

  private static DateTimeFormatter instants(String fraction) {
    return DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss." + fraction + "'Z'", Locale.ROOT)
        .withZone(ZoneOffset.UTC);
  }
}
