package dev.bookreel.cli.output;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row, and the same row as a table shows it. */
record TableRow(List<@Nullable Object> values, List<String> texts) {
  private static final String NULL = "null";

  static TableRow of(List<@Nullable Object> values) {
    List<String> texts = new ArrayList<>(values.size());
    for (Object value : values) {
      texts.add(value == null ? NULL : TextWidth.visible(ValueText.of(value)));
    }
    return new TableRow(values, texts);
  }

  boolean mayBeNumber(int column) {
    Object value = values.get(column);
    return value == null || value instanceof Number;
  }
}
