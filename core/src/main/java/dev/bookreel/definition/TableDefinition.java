package dev.bookreel.definition;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A declared table: what its deliveries look like and what becomes of them.
 *
 * @param delivery the file's path within a source, as {@link DeliveryPath} reads it
 * @param key names of columns that together identify a record; never empty
 * @param columns in the table's order
 * @param maxDeleted a delivery that would delete more than this share (0 to 1) of the live records
 *     is held
 * @param maxChanged a delivery that would change more than this share (0 to 1) of the live records
 *     is held
 * @param maxInflated a compressed delivery that inflates to more is refused
 */
public record TableDefinition(
    TableName name,
    String description,
    String delivery,
    Format format,
    Contains contains,
    List<String> key,
    List<Column> columns,
    List<Check> checks,
    double maxDeleted,
    double maxChanged,
    ByteSize maxInflated)
    implements Serializable {

  /** How a delivery is written. */
  public enum Format {
    /** An array of objects, or one object a line. */
    JSON,
    /** Comma separated, with a header line; quotes are doubled inside quotes; UTF-8. */
    CSV;

    /** The ending of a file's name, without the dot. */
    public String extension() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a record's absence from a delivery means. */
  public enum Contains {
    /** It was deleted. */
    EVERYTHING,
    /** It did not change. */
    CHANGES
  }

  /** Columns that every history has beside its own; no definition may use their names. */
  public static final Set<String> RESERVED_COLUMNS =
      Set.of("valid_from", "valid_to", "is_latest", "deleted_at");

  /** Names by which SQL knows where a row lies: a column of that name would hide it. */
  public static final Set<String> ROW_PLACE_COLUMNS =
      Set.of("rowid", "filename", "file_row_number");

  public static final double DEFAULT_MAX_DELETED = 0.3;
  public static final double DEFAULT_MAX_CHANGED = 0.6;

  public static final ByteSize DEFAULT_MAX_INFLATED = new ByteSize(64_000_000_000L);

  public TableDefinition {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
    checks = List.copyOf(checks);
    Set<String> names = new LinkedHashSet<>();
    for (Column column : columns) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException(name + " names column '" + column.name() + "' twice");
      }
    }
    if (key.isEmpty() || !names.containsAll(key)) {
      throw new IllegalArgumentException(
          "The key %s of %s must name columns of the table: %s".formatted(key, name, names));
    }
    requireShare(maxDeleted, "max_deleted", name);
    requireShare(maxChanged, "max_changed", name);
  }

  private static void requireShare(double share, String what, TableName table) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(what + " of " + table + " is a share from 0 to 1");
    }
  }

  /** A table with the default limit for compressed deliveries. */
  public TableDefinition(
      TableName name,
      String description,
      String delivery,
      Format format,
      Contains contains,
      List<String> key,
      List<Column> columns,
      List<Check> checks,
      double maxDeleted,
      double maxChanged) {
    this(
        name,
        description,
        delivery,
        format,
        contains,
        key,
        columns,
        checks,
        maxDeleted,
        maxChanged,
        DEFAULT_MAX_INFLATED);
  }

  /** The columns of the key, in the key's order. */
  public List<Column> keyColumns() {
    return key.stream().map(this::column).collect(Collectors.toList());
  }

  /** The columns' names, in the definition's order. */
  public List<String> columnNames() {
    return columns.stream().map(Column::name).collect(Collectors.toList());
  }

  /** The column with this name, which must exist. */
  public Column column(String columnName) {
    return columns.stream()
        .filter(column -> column.name().equals(columnName))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + " has no column " + columnName));
  }
}
