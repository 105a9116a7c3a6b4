package dev.bookreel.engine;

import dev.bookreel.definition.TableDefinition.Contains;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What deliveries in order make of a table, in so few words that it is obviously right. */
public final class HistoryModel {
  private final Contains contains;
  private final Predicate<Row> accepts;
  private final Map<List<@Nullable Object>, List<Version>> records = new LinkedHashMap<>();

  /**
   * @param accepts which rows the definition takes in; the others go to quarantine
   */
  public HistoryModel(Contains contains, Predicate<Row> accepts) {
    this.contains = contains;
    this.accepts = accepts;
  }

  /** A delivered row: texts, lists of texts or null as its key, and a value. */
  public record Row(List<@Nullable Object> key, @Nullable Integer value, boolean isReadable) {}

  private record Version(@Nullable Integer value, Instant from, @Nullable Instant to) {
    Version closed(Instant at) {
      return new Version(value, from, at);
    }
  }

  /** Loads a delivery. */
  public ChangeCounts load(Instant at, List<Row> rows) {
    Map<List<@Nullable Object>, @Nullable Integer> accepted = new LinkedHashMap<>();
    rows.stream().filter(accepts).forEach(row -> accepted.put(row.key(), row.value()));
    long duplicates = 0;
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      duplicates += accepts.test(row) && rows.subList(i + 1, rows.size()).contains(row) ? 1 : 0;
    }
    long inserted = 0;
    long updated = 0;
    long unchanged = 0;
    for (Map.Entry<List<@Nullable Object>, @Nullable Integer> row : accepted.entrySet()) {
      List<Version> versions = records.computeIfAbsent(row.getKey(), key -> new ArrayList<>());
      Version opened = new Version(row.getValue(), at, null);
      if (!isLive(versions)) {
        versions.add(opened);
        inserted++;
      } else if (!Objects.equals(last(versions).value(), row.getValue())) {
        close(versions, at);
        versions.add(opened);
        updated++;
      } else {
        unchanged++;
      }
    }
    long deleted = 0;
    if (contains == Contains.EVERYTHING) {
      for (Map.Entry<List<@Nullable Object>, List<Version>> record : records.entrySet()) {
        if (!accepted.containsKey(record.getKey()) && isLive(record.getValue())) {
          close(record.getValue(), at);
          deleted++;
        }
      }
    }
    long quarantined = rows.size() - duplicates - inserted - updated - unchanged;
    return new ChangeCounts(
        rows.size(), inserted, updated, deleted, unchanged, duplicates, quarantined);
  }

  private static boolean isLive(List<Version> versions) {
    return !versions.isEmpty() && last(versions).to() == null;
  }

  private static Version last(List<Version> versions) {
    return versions.get(versions.size() - 1);
  }

  private static void close(List<Version> versions, Instant at) {
    versions.set(versions.size() - 1, last(versions).closed(at));
  }

  long liveRecords() {
    return records.values().stream().filter(HistoryModel::isLive).count();
  }

  /** Key columns, value, valid_from, valid_to, is_latest. */
  public List<String> history() {
    List<String> rows = new ArrayList<>();
    records.forEach(
        (key, versions) ->
            versions.forEach(
                it ->
                    rows.add(
                        text(key, it.value(), it.from(), it.to(), it.equals(last(versions))))));
    return rows.stream().sorted().collect(Collectors.toList());
  }

  /** Key columns, value, deleted_at. */
  List<String> latest() {
    return records.entrySet().stream()
        .map(it -> text(it.getKey(), last(it.getValue()).value(), last(it.getValue()).to()))
        .sorted()
        .collect(Collectors.toList());
  }

  private static String text(List<@Nullable Object> key, @Nullable Object... values) {
    List<@Nullable Object> cells = new ArrayList<>(key);
    cells.addAll(Arrays.asList(values));
    return cells.stream().map(String::valueOf).collect(Collectors.joining("|"));
  }
}
