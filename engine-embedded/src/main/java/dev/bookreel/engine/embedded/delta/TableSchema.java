package dev.bookreel.engine.embedded.delta;

import io.delta.kernel.types.StructType;
import java.util.Map;

/**
 * What a commit makes of a table's metadata.
 *
 * @param columns all that the table has from then on
 * @param properties are set beside those that the table has
 */
public record TableSchema(StructType columns, Map<String, String> properties) {
  public TableSchema {
    properties = Map.copyOf(properties);
  }

  /** Columns, and no property. */
  public static TableSchema of(StructType columns) {
    return new TableSchema(columns, Map.of());
  }
}
