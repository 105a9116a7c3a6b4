package dev.bookreel.engine.embedded;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.embedded.duck.Types;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import java.util.List;
import java.util.Map;

/**
 * The Delta schema of a table's history, partitioned by whether a version is its record's latest.
 */
final class HistorySchema {
  static final String VALID_FROM = "valid_from";
  static final String VALID_TO = "valid_to";
  static final String IS_LATEST = "is_latest";

  static final List<String> PARTITION_COLUMNS = List.of(IS_LATEST);
  static final Map<String, String> LATEST = Map.of(IS_LATEST, "true");
  static final Map<String, String> NOT_LATEST = Map.of(IS_LATEST, "false");

  /** True for the files of the latest versions only. */
  static final Predicate IS_LATEST_FILES =
      new Predicate("=", new Column(IS_LATEST), Literal.ofBoolean(true));

  private HistorySchema() {}

  static StructType of(TableDefinition table) {
    StructType schema = new StructType();
    for (dev.bookreel.definition.Column column : table.columns()) {
      schema = schema.add(column.name(), Types.delta(column.type()));
    }
    return schema
        .add(VALID_FROM, TimestampType.TIMESTAMP)
        .add(VALID_TO, TimestampType.TIMESTAMP)
        .add(IS_LATEST, BooleanType.BOOLEAN);
  }
}
