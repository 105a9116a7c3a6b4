package dev.bookreel.explain;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import dev.bookreel.error.WrongUsageException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The live records of a table at two moments of its history, compared. Only versions that began or
 * ended in between are looked at, so that cost follows the changes. Used by one thread.
 */
public final class TableDiff implements AutoCloseable {
  private final LakeView view;
  private final TableDefinition table;
  private final List<String> others;
  private final Instant from;
  private final Instant to;
  private final Map<String, Object> moments;

  /** Takes over the view. */
  TableDiff(LakeView view, TableDefinition table, Instant from, Instant to) {
    this.view = view;
    this.table = table;
    this.others =
        table.columns().stream()
            .map(Column::name)
            .filter(name -> !table.key().contains(name))
            .collect(Collectors.toList());
    this.from = from;
    this.to = to;
    this.moments = Map.of("from", from, "to", to);
    if (from.isAfter(to)) {
      view.close();
      throw new WrongUsageException(
          "%s is after %s. Give the earlier moment first".formatted(from, to));
    }
  }

  /** How many records differ, by what happened to them. */
  public record Counts(long inserted, long updated, long deleted) {}

  /**
   * A record that differs.
   *
   * @param what inserted, updated or deleted
   * @param key its values in the order of the key
   * @param changes the columns, without the key's, that differ
   */
  public record Changed(String what, List<@Nullable Object> key, List<Change> changes) {}

  /** Records that differ, read one by one. */
  public interface ChangedRecords extends AutoCloseable {

    /** The next record, or null after the last. */
    @Nullable Changed next();

    @Override
    void close();
  }

  public TableName table() {
    return table.name();
  }

  /** The names of the key's columns. */
  public List<String> key() {
    return table.key();
  }

  public Instant from() {
    return from;
  }

  public Instant to() {
    return to;
  }

  public Counts counts() {
    String sql =
        "SELECT count(CASE WHEN what = 'inserted' THEN 1 END), count(CASE WHEN what = 'updated' THEN 1"
            + " END), count(CASE WHEN what = 'deleted' THEN 1 END) FROM ("
            + differences()
            + ") AS differences";
    try (Rows rows = view.query(new Query(sql, moments))) {
      List<@Nullable Object> row = Objects.requireNonNull(rows.next());
      return new Counts(number(row, 0), number(row, 1), number(row, 2));
    }
  }

  private static long number(List<@Nullable Object> row, int column) {
    return ((Number) Objects.requireNonNull(row.get(column))).longValue();
  }

  /** Ordered by key; to be closed before anything else is asked. */
  public ChangedRecords records() {
    String order =
        Stream.iterate(2, i -> i + 1)
            .limit(table.key().size())
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    Rows rows = view.query(new Query(differences() + " ORDER BY " + order, moments));
    return new ChangedRecords() {
      @Override
      public @Nullable Changed next() {
        List<@Nullable Object> row = rows.next();
        return row == null ? null : changed(row);
      }

      @Override
      public void close() {
        rows.close();
      }
    };
  }

  private Changed changed(List<@Nullable Object> row) {
    int first = 1 + table.key().size();
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < others.size(); i++) {
      Object from = row.get(first + i);
      Object to = row.get(first + others.size() + i);
      if (!Objects.equals(from, to)) {
        changes.add(new Change(others.get(i), from, to));
      }
    }
    return new Changed(
        (String) Objects.requireNonNull(row.get(0)),
        new ArrayList<>(row.subList(1, first)),
        changes);
  }

  /**
   * What happened, the key, the other columns before and after. A version that is valid at both
   * moments is in neither part.
   */
  private String differences() {
    String key = Names.quoted(table.key().get(0));
    String differ =
        others.stream()
            .map(Names::quoted)
            .map(name -> " OR gone.%1$s IS DISTINCT FROM come.%1$s".formatted(name))
            .collect(Collectors.joining());
    return """
        SELECT CASE WHEN gone.%1$s IS NULL THEN 'inserted' WHEN come.%1$s IS NULL THEN 'deleted' ELSE 'updated' END AS what,
          %2$s
        FROM (SELECT * FROM %3$s_history
          WHERE valid_from <= :from AND valid_to > :from AND valid_to <= :to) AS gone
        FULL JOIN (SELECT * FROM %3$s_history
          WHERE valid_from > :from AND valid_from <= :to AND (valid_to IS NULL OR valid_to > :to)) AS come
        ON %4$s
        WHERE gone.%1$s IS NULL OR come.%1$s IS NULL%5$s"""
        .formatted(key, columns(), table.name(), joined(), differ);
  }

  private String columns() {
    return Stream.of(
            each(table.key(), name -> "coalesce(come.%1$s, gone.%1$s) AS %1$s".formatted(name)),
            each(others, name -> "gone." + name),
            each(others, name -> "come." + name))
        .flatMap(Function.identity())
        .collect(Collectors.joining(", "));
  }

  private static Stream<String> each(List<String> names, Function<String, String> expression) {
    return names.stream().map(Names::quoted).map(expression);
  }

  private String joined() {
    return each(table.key(), name -> "gone.%1$s = come.%1$s".formatted(name))
        .collect(Collectors.joining(" AND "));
  }

  @Override
  public void close() {
    view.close();
  }
}
