package dev.bookreel.engine.embedded;

import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Types;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A table's columns as SQL over what one file has: found by the names or numbers that column
 * mapping gives them, in the types that the table has now, null where the file is older than the
 * column. Times without a zone that are instants in the table (Spark's INT96) are meant in UTC.
 */
final class ColumnReading {
  private static final Pattern WITH_OFFSET = Pattern.compile(".*(Z|[+-]\\d{2}:?\\d{2})");

  private final TableVersion version;

  ColumnReading(TableVersion version) {
    this.version = version;
  }

  /** A column's value in a row of the file. */
  String of(StructField field, FileColumn file) {
    return find(field, file)
        .map(column -> value(Sql.name(column.name()), field.getDataType(), column, 0))
        .orElseGet(() -> cast("NULL", field.getDataType()));
  }

  /** A partition column's value, which the log has as text; a missing or empty one is null. */
  static String ofPartition(DataType type, Optional<String> text) {
    String literal = text.filter(it -> !it.isEmpty()).map(Sql::text).orElse("NULL");
    if (type instanceof BinaryType) {
      return "encode(" + literal + ")";
    }
    if (type instanceof TimestampType && text.filter(WITH_OFFSET.asMatchPredicate()).isEmpty()) {
      return atUtc(cast(literal, TimestampNTZType.TIMESTAMP_NTZ));
    }
    return cast(literal, type);
  }

  private Optional<FileColumn> find(StructField field, FileColumn parent) {
    Optional<Long> id = version.fieldId(field);
    if (id.isPresent()
        && parent.children().stream().anyMatch(column -> column.fieldId().isPresent())) {
      return parent.children().stream().filter(column -> column.fieldId().equals(id)).findFirst();
    }
    String name = version.physicalName(field);
    return parent.children().stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /**
   * @param sql a value of the file's column
   * @param depth of lists around it, so that each has its own name for its elements
   * @return the same text if the value is right as it is
   */
  private String value(String sql, DataType type, FileColumn column, int depth) {
    if (type instanceof StructType struct) {
      return struct(sql, struct, column, depth);
    }
    if (type instanceof ArrayType array && column.children().size() == 1) {
      String element = "e" + depth;
      String read = value(element, array.getElementType(), column.children().get(0), depth + 1);
      return read.equals(element) ? sql : forEach(sql, element, read);
    }
    if (type instanceof MapType map && column.children().size() == 2) {
      return map(sql, map, column, depth);
    }
    return scalar(sql, type, column.type());
  }

  private String struct(String sql, StructType type, FileColumn column, int depth) {
    List<String> packed = new ArrayList<>();
    boolean same = type.length() == column.children().size();
    for (int i = 0; i < type.length(); i++) {
      StructField field = type.at(i);
      Optional<FileColumn> found = find(field, column);
      String name = found.map(FileColumn::name).orElse("");
      String plain = "struct_extract(" + sql + ", " + Sql.text(name) + ")";
      String read =
          found
              .map(child -> value(plain, field.getDataType(), child, depth))
              .orElseGet(() -> cast("NULL", field.getDataType()));
      same &= read.equals(plain) && name.equals(field.getName());
      same &= !same || column.children().get(i).name().equals(name);
      packed.add(Sql.name(field.getName()) + " := " + read);
    }
    return same
        ? sql
        : "CASE WHEN %s IS NOT NULL THEN struct_pack(%s) END"
            .formatted(sql, String.join(", ", packed));
  }

  private String map(String sql, MapType type, FileColumn column, int depth) {
    String entry = "e" + depth;
    String plainKey = entry + ".\"key\"";
    String plainValue = entry + ".\"value\"";
    String key = value(plainKey, type.getKeyType(), column.children().get(0), depth + 1);
    String value = value(plainValue, type.getValueType(), column.children().get(1), depth + 1);
    if (key.equals(plainKey) && value.equals(plainValue)) {
      return sql;
    }
    String pair = "struct_pack(\"key\" := " + key + ", \"value\" := " + value + ")";
    return "map_from_entries(" + forEach("map_entries(" + sql + ")", entry, pair) + ")";
  }

  private static String forEach(String list, String element, String read) {
    return "list_transform(" + list + ", lambda " + element + ": " + read + ")";
  }

  private static String scalar(String sql, DataType type, String fileType) {
    if (Types.duck(type).equals(fileType)) {
      return sql;
    }
    boolean naive = fileType.startsWith("TIMESTAMP") && !fileType.endsWith("TIME ZONE");
    if (type instanceof TimestampType && naive) {
      return atUtc(sql);
    }
    if (type instanceof TimestampNTZType && fileType.endsWith("TIME ZONE")) {
      return atUtc(sql);
    }
    if (type instanceof StringType && fileType.equals("BLOB")) {
      return "decode(" + sql + ")";
    }
    if (type instanceof BinaryType && fileType.equals("VARCHAR")) {
      return "encode(" + sql + ")";
    }
    return cast(sql, type);
  }

  /** From a time of day in UTC to the instant, or back. */
  private static String atUtc(String sql) {
    return "timezone('UTC', " + sql + ")";
  }

  private static String cast(String sql, DataType type) {
    return "CAST(" + sql + " AS " + Types.duck(type) + ")";
  }
}
