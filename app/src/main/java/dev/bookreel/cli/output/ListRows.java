package dev.bookreel.cli.output;

import dev.bookreel.engine.Rows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that are in memory: a command's own small listing, to print like a query's result. */
public final class ListRows implements Rows {
  private final List<String> columns;
  private final Iterator<List<@Nullable Object>> rows;

  public ListRows(List<String> columns, List<List<@Nullable Object>> rows) {
    this.columns = List.copyOf(columns);
    this.rows = new ArrayList<>(rows).iterator();
  }

  /** A listing that grows row by row. */
  public static Builder of(String... columns) {
    return new Builder(List.of(columns));
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public @Nullable List<@Nullable Object> next() {
    return rows.hasNext() ? rows.next() : null;
  }

  @Override
  public void close() {
    // Nothing is open.
  }

  /** Collects rows. */
  public static final class Builder {
    private final List<String> columns;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();

    private Builder(List<String> columns) {
      this.columns = columns;
    }

    /** Adds a row with a value for each column. */
    public Builder row(@Nullable Object... values) {
      if (values.length != columns.size()) {
        throw new IllegalArgumentException(
            "%d values for the columns %s".formatted(values.length, columns));
      }
      List<@Nullable Object> row = new ArrayList<>();
      Collections.addAll(row, values);
      rows.add(Collections.unmodifiableList(row));
      return this;
    }

    public ListRows build() {
      return new ListRows(columns, rows);
    }
  }
}
