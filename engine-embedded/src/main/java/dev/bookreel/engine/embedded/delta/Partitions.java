package dev.bookreel.engine.embedded.delta;

import io.delta.kernel.expressions.Literal;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import java.util.HashMap;
import java.util.Map;

/** Partition values, which the log keeps as text, as the typed literals that Kernel asks for. */
final class Partitions {
  private Partitions() {}

  static Map<String, Literal> literals(StructType schema, Map<String, String> values) {
    Map<String, Literal> literals = new HashMap<>();
    values.forEach(
        (column, value) -> literals.put(column, literal(schema.get(column).getDataType(), value)));
    return literals;
  }

  /** Bookreel itself partitions by {@code is_latest} only. */
  private static Literal literal(DataType type, String value) {
    if (type instanceof BooleanType) {
      return Literal.ofBoolean(Boolean.parseBoolean(value));
    }
    if (type instanceof StringType) {
      return Literal.ofString(value);
    }
    throw new IllegalArgumentException("Cannot write a partition of type " + type);
  }
}
