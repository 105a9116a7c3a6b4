package dev.bookreel.explain;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.error.WrongUsageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The values of a table's key that name one record.
 *
 * @param texts as they were given
 * @param values in the order of the key, of the types of a query's parameters
 */
public record RecordKey(TableDefinition table, List<String> texts, List<Object> values) {
  public RecordKey {
    texts = List.copyOf(texts);
    values = List.copyOf(values);
  }

  /**
   * Reads values as deliveries write them, arrays as JSON.
   *
   * @throws WrongUsageException if there are too many or too few, or one is not of its column's
   *     type
   */
  public static RecordKey parse(TableDefinition table, List<String> texts) {
    if (texts.size() != table.key().size()) {
      throw new WrongUsageException(
          "The key of %s is %s: give %s, but not %d"
              .formatted(
                  table.name(),
                  String.join(", ", table.key()),
                  table.key().size() == 1 ? "one value" : table.key().size() + " values",
                  texts.size()));
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      Column column = table.keyColumns().get(i);
      String text = texts.get(i);
      values.add(
          KeyText.value(column.type(), text)
              .orElseThrow(() -> new WrongUsageException(misfit(column, text))));
    }
    return new RecordKey(table, texts, values);
  }

  private static String misfit(Column column, String text) {
    return "%s: '%s' is no value of type %s. Write it as deliveries do, such as %s"
        .formatted(column.name(), text, column.type(), example(column.type()));
  }

  private static String example(ColumnType type) {
    if (type instanceof ColumnType.Array array) {
      return array.element() == ColumnType.Scalar.STRING
          ? "[\"a\",\"b\"]"
          : "[" + example(array.element()) + "]";
    }
    if (type instanceof ColumnType.Decimal) {
      return "1.50";
    }
    return switch ((ColumnType.Scalar) type) {
      case STRING -> "text";
      case INT, LONG -> "12";
      case DOUBLE -> "0.5";
      case BOOLEAN -> "true";
      case DATE -> "1956-05-07";
      case TIMESTAMP -> "2021-12-06T19:30:19.099+0100";
    };
  }

  /** A condition that is true for this record alone; its values are {@link #parameters()}. */
  String condition() {
    return IntStream.range(0, values.size())
        .mapToObj(i -> Names.quoted(table.key().get(i)) + " = :key_" + i)
        .collect(Collectors.joining(" AND "));
  }

  Map<String, Object> parameters() {
    Map<String, Object> parameters = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      parameters.put("key_" + i, values.get(i));
    }
    return parameters;
  }
}
