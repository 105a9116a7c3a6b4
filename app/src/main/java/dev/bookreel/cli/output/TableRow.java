package dev.bookreel.cli.output;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row, and the same row as a table shows it. */
record TableRow(List<@Nullable Object> values, List<String> texts) {
  private static final String NULL = "null";

  /**
   * @param brief whether an instant without a fraction of a second is shown without it
   */
  static TableRow of(List<@Nullable Object> values, boolean brief) {
    List<String> texts = new ArrayList<>(values.size());
    for (Object value : values) {
      texts.add(value == null ? NULL : TextWidth.visible(text(value, brief)));
    }
    return new TableRow(values, texts);
  }

  private static String text(Object value, boolean brief) {
    return brief
            && value instanceof Instant instant
            && instant.equals(instant.truncatedTo(ChronoUnit.SECONDS))
        ? ValueText.seconds(instant)
        : ValueText.of(value);
  }

  boolean mayBeNumber(int column) {
    Object value = values.get(column);
    return value == null || value instanceof Number;
  }

  /** Whether a value is still of use when its end is cut off. */
  boolean isText(int column) {
    Object value = values.get(column);
    return value instanceof String || value instanceof List || value instanceof Map;
  }
}
