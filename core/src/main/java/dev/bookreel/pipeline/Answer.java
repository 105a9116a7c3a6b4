package dev.bookreel.pipeline;

import dev.bookreel.definition.Question;
import dev.bookreel.definition.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * An answer as its gold table keeps it.
 *
 * @param parameters values as texts, by name
 * @param inputs the version of every table that it was computed from
 * @param asOf what was known by then of the inputs; empty for everything
 * @param isNew whether this call computed it; otherwise it was there, and nothing was written
 * @param rows values as {@link dev.bookreel.engine.Rows} gives them, in the question's order
 */
public record Answer(
    Question question,
    SortedMap<String, String> parameters,
    SortedMap<TableName, Long> inputs,
    Optional<Instant> asOf,
    Instant askedAt,
    boolean isNew,
    List<String> columns,
    List<List<@Nullable Object>> rows) {
  public Answer {
    parameters = Collections.unmodifiableSortedMap(parameters);
    inputs = Collections.unmodifiableSortedMap(inputs);
    columns = List.copyOf(columns);
    rows = Collections.unmodifiableList(new ArrayList<>(rows));
  }

  /** The first row by column name; empty if there are no rows. */
  public Map<String, @Nullable Object> firstRow() {
    Map<String, @Nullable Object> row = new java.util.LinkedHashMap<>();
    if (!rows.isEmpty()) {
      for (int i = 0; i < columns.size(); i++) {
        row.put(columns.get(i), rows.get(0).get(i));
      }
    }
    return row;
  }
}
