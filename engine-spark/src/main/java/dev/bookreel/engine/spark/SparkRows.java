package dev.bookreel.engine.spark;

import dev.bookreel.engine.Rows;
import dev.bookreel.error.WrongQueryException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** A Spark result as the product's rows; one partition of it is in the driver at a time. */
final class SparkRows implements Rows {
  private final List<String> columns;
  private final Iterator<Row> rows;
  private boolean more;

  /**
   * @throws RuntimeException if the query fails
   */
  SparkRows(Dataset<Row> result) {
    this.columns = List.of(result.columns());
    this.rows = result.toLocalIterator();
    this.more = rows.hasNext();
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public @Nullable List<@Nullable Object> next() {
    try {
      if (!more) {
        return null;
      }
      Row row = rows.next();
      more = rows.hasNext();
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        values.add(value(row.get(i)));
      }
      return values;
    } catch (Exception e) {
      throw new WrongQueryException("The query failed while it ran: " + WrongSql.firstLine(e), e);
    }
  }

  private static @Nullable Object value(@Nullable Object value) {
    if (value == null || value instanceof Instant || value instanceof LocalDate) {
      return value;
    }
    if (value instanceof Short || value instanceof Byte) {
      return ((Number) value).intValue();
    }
    if (value instanceof Float number) {
      return number.doubleValue();
    }
    if (value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    if (value instanceof scala.collection.Seq<?> list) {
      return list(CollectionConverters.asJava(list));
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      return map(CollectionConverters.asJava(map));
    }
    return value instanceof Row row ? fields(row) : value.toString();
  }

  private static List<@Nullable Object> list(Collection<?> elements) {
    List<@Nullable Object> values = new ArrayList<>();
    elements.forEach(element -> values.add(value(element)));
    return values;
  }

  private static Map<String, @Nullable Object> map(Map<?, ?> entries) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    entries.forEach((key, value) -> values.put(String.valueOf(key), value(value)));
    return values;
  }

  private static Map<String, @Nullable Object> fields(Row row) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    List<String> names = Arrays.asList(row.schema().fieldNames());
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), value(row.get(i)));
    }
    return values;
  }

  @Override
  public void close() {}
}
