package dev.bookreel.pipeline;

import dev.bookreel.definition.TableName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kept answer, and what computing it again on the versions that it recorded gives.
 *
 * @param columns of what was computed now
 * @param rows what was computed now
 * @param moved the inputs that have other versions by now
 * @param sqlHasChanged whether the question's SQL is no longer the one that gave the answer; what
 *     was computed now comes of today's
 */
public record Again(
    Answer recorded,
    List<String> columns,
    List<List<@Nullable Object>> rows,
    List<Moved> moved,
    boolean sqlHasChanged) {
  public Again {
    columns = List.copyOf(columns);
    rows = Collections.unmodifiableList(new ArrayList<>(rows));
    moved = List.copyOf(moved);
  }

  /** An input that was changed since. */
  public record Moved(TableName table, long then, long now) {}

  /** Whether the same was computed: columns, rows, their order and every bit of a number. */
  public boolean isSame() {
    return columns.equals(recorded.columns()) && rows.equals(recorded.rows());
  }
}
