package dev.bookreel.engine;

import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.definition.TableName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The pipeline's own tables, which can be queried like any other; empty until something is
 * recorded.
 */
public final class SystemTables {
  /** The schema of all of them. */
  public static final String SCHEMA = "lake";

  /** What was fetched. */
  public static final TableName DELIVERIES = new TableName(SCHEMA, "deliveries");

  /** How each load ended. */
  public static final TableName LOADS = new TableName(SCHEMA, "loads");

  /** Rows that no load could accept. */
  public static final TableName QUARANTINE = new TableName(SCHEMA, "quarantine");

  /** The columns of each, in order. */
  public static final Map<TableName, Map<String, ColumnType>> COLUMNS =
      Map.of(
          DELIVERIES,
          columns(
              "table_name", Scalar.STRING,
              "delivered_at", Scalar.TIMESTAMP,
              "source", Scalar.STRING,
              "file", Scalar.STRING,
              "bytes", Scalar.LONG,
              "sha256", Scalar.STRING,
              "fetched_at", Scalar.TIMESTAMP,
              "status", Scalar.STRING),
          LOADS,
          columns(
              "table_name", Scalar.STRING,
              "delivered_at", Scalar.TIMESTAMP,
              "loaded_at", Scalar.TIMESTAMP,
              "read", Scalar.LONG,
              "inserted", Scalar.LONG,
              "updated", Scalar.LONG,
              "deleted", Scalar.LONG,
              "unchanged", Scalar.LONG,
              "duplicates", Scalar.LONG,
              "quarantined", Scalar.LONG,
              "status", Scalar.STRING,
              "message", Scalar.STRING,
              "version", Scalar.LONG,
              "seconds", Scalar.DOUBLE),
          QUARANTINE,
          columns(
              "table_name", Scalar.STRING,
              "delivered_at", Scalar.TIMESTAMP,
              "position", Scalar.LONG,
              "reason", Scalar.STRING,
              "record", Scalar.STRING));

  private SystemTables() {}

  private static Map<String, ColumnType> columns(Object... namesAndTypes) {
    Map<String, ColumnType> columns = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTypes.length; i += 2) {
      columns.put((String) namesAndTypes[i], (ColumnType) namesAndTypes[i + 1]);
    }
    return Collections.unmodifiableMap(columns);
  }
}
