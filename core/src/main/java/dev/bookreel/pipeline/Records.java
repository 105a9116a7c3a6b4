package dev.bookreel.pipeline;

import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.RawEntry;
import dev.bookreel.delivery.RawZone;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import dev.bookreel.engine.SystemTables;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.DurableFiles;
import dev.bookreel.file.ExclusiveLock;
import dev.bookreel.file.IoReason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code lake.deliveries} and {@code lake.loads} hold. Whoever appends looks first, under a
 * lock, what is there: two runs at once record each thing once.
 */
final class Records {
  private final Engine engine;
  private final Path folder;

  /**
   * @param folder for the lock; created when something is recorded
   */
  Records(Engine engine, Path folder) {
    this.engine = engine;
    this.folder = folder;
  }

  /** How a delivery's load was last recorded. */
  record Recorded(LoadReport.Status status, String message) {

    /** Whether the table's history has what the delivery brought. */
    boolean isInTable() {
      return status == LoadReport.Status.LOADED
          || status == LoadReport.Status.UNCHANGED
          || status == LoadReport.Status.REPLAYED
          || status == LoadReport.Status.REBUILT;
    }

    /** Whether the report says nothing new. A table may be made anew again and again. */
    boolean says(LoadReport report) {
      return status == report.status()
          && status != LoadReport.Status.REPLAYED
          && status != LoadReport.Status.REBUILT
          && (!report.needsAttention() || message.equals(report.message()));
    }
  }

  /** The last that is recorded for each delivery of each table. */
  Map<TableName, Map<Instant, Recorded>> loads() {
    Map<TableName, Map<Instant, Recorded>> last = new HashMap<>();
    forEachRow(
        "SELECT table_name, delivered_at, status, message FROM lake.loads ORDER BY loaded_at",
        row ->
            last.computeIfAbsent(TableName.parse(text(row, 0)), table -> new TreeMap<>())
                .put(
                    (Instant) Objects.requireNonNull(row.get(1)),
                    new Recorded(
                        LoadReport.Status.valueOf(text(row, 2).toUpperCase(Locale.ROOT)),
                        Objects.toString(row.get(3), ""))));
    return last;
  }

  /** Every message recorded for a table. */
  List<String> messages(TableName table) {
    List<String> messages = new ArrayList<>();
    forEachRow(
        new Query(
            "SELECT message FROM lake.loads WHERE table_name = :table AND message <> ''",
            Map.of("table", table.toString())),
        row -> messages.add(Objects.toString(row.get(0), "")));
    return messages;
  }

  /** When those of a table's deliveries were delivered that have rows in quarantine. */
  Set<Instant> quarantined(TableName table) {
    Set<Instant> deliveries = new TreeSet<>();
    forEachRow(
        new Query(
            "SELECT DISTINCT delivered_at FROM lake.quarantine WHERE table_name = :table",
            Map.of("table", table.toString())),
        row -> deliveries.add((Instant) Objects.requireNonNull(row.get(0))));
    return deliveries;
  }

  /** Records those of the tables' deliveries that are not recorded yet. */
  void recordDeliveries(RawZone raw, List<TableName> tables) {
    if (tables.isEmpty()) {
      return;
    }
    exclusively(
        () -> {
          Map<TableName, Set<Instant>> known = new HashMap<>();
          forEachRow(
              "SELECT table_name, delivered_at FROM lake.deliveries",
              row ->
                  known
                      .computeIfAbsent(TableName.parse(text(row, 0)), table -> new HashSet<>())
                      .add((Instant) Objects.requireNonNull(row.get(1))));
          append(
              SystemTables.DELIVERIES,
              tables.stream()
                  .flatMap(
                      table -> {
                        Set<Instant> there = known.getOrDefault(table, Set.of());
                        return raw.entries(table, times -> without(there, times)).stream();
                      })
                  .map(Records::row)
                  .collect(Collectors.toList()));
        });
  }

  private static Set<Instant> without(Set<Instant> some, Set<Instant> times) {
    Set<Instant> others = new HashSet<>(times);
    others.removeAll(some);
    return others;
  }

  /** Records how loads ended, except what is recorded already, by this run or by another. */
  void recordLoads(List<LoadReport> reports) {
    if (reports.isEmpty()) {
      return;
    }
    exclusively(
        () -> {
          Map<TableName, Map<Instant, Recorded>> known = loads();
          Instant earliest = afterLastRecord();
          append(
              SystemTables.LOADS,
              reports.stream()
                  .filter(
                      report -> {
                        Recorded last =
                            known.getOrDefault(report.table(), Map.of()).get(report.deliveredAt());
                        return last == null || !last.says(report);
                      })
                  .map(report -> fields(report, earliest))
                  .collect(Collectors.toList()));
        });
  }

  /** A clock may be set back, but what is recorded later counts as later. */
  private static Map<String, @Nullable Object> fields(LoadReport report, Instant earliest) {
    Map<String, @Nullable Object> fields = report.fields();
    if (report.loadedAt().isBefore(earliest)) {
      fields.put("loaded_at", earliest);
    }
    return fields;
  }

  private Instant afterLastRecord() {
    List<Instant> last = new ArrayList<>();
    forEachRow(
        "SELECT max(loaded_at) FROM lake.loads",
        row -> {
          if (row.get(0) instanceof Instant time) {
            last.add(time.plusMillis(1));
          }
        });
    return last.isEmpty() ? Instant.MIN : last.get(0);
  }

  private void exclusively(Runnable recording) {
    try {
      DurableFiles.createDirectories(folder);
      ExclusiveLock.holding(
          folder.resolve(".records.lock"),
          () -> {
            recording.run();
            return folder;
          });
    } catch (IOException e) {
      throw new LakeException(
          "Cannot record in %s what was done: %s. Make sure that the folder can be written, then run again: what is missing is recorded then"
              .formatted(folder, IoReason.of(e)),
          e);
    }
  }

  private static Map<String, @Nullable Object> row(RawEntry entry) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("table_name", entry.delivery().table().toString());
    row.put("delivered_at", entry.delivery().deliveredAt());
    row.put("source", entry.source());
    row.put("file", entry.path());
    row.put("bytes", entry.delivery().bytes());
    row.put("sha256", entry.delivery().sha256());
    row.put("fetched_at", entry.fetchedAt());
    row.put("status", entry.status().toString());
    return row;
  }

  /** One commit for all rows; values are bound. */
  private void append(TableName target, List<Map<String, @Nullable Object>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    Map<String, Object> parameters = new HashMap<>();
    String sql =
        rows.stream()
            .map(
                row ->
                    row.entrySet().stream()
                        .map(cell -> cell(target, cell.getKey(), cell.getValue(), parameters))
                        .collect(Collectors.joining(", ", "SELECT ", "")))
            .collect(Collectors.joining(" UNION ALL "));
    try (LakeView view = engine.view()) {
      view.records().append(target, new Query(sql, parameters));
    }
  }

  /** A value, bound; a missing one needs its type's name, which both engines know. */
  private static String cell(
      TableName target, String column, @Nullable Object value, Map<String, Object> parameters) {
    if (value == null) {
      ColumnType type =
          SystemTables.COLUMNS.getOrDefault(target, Map.of()).getOrDefault(column, Scalar.STRING);
      return "CAST(NULL AS %s) AS %s".formatted(type == Scalar.LONG ? "BIGINT" : type, column);
    }
    String name = "v" + parameters.size();
    parameters.put(name, value);
    return ":" + name + " AS " + column;
  }

  private interface RowReader {
    void read(List<@Nullable Object> row);
  }

  private void forEachRow(String sql, RowReader reader) {
    forEachRow(Query.of(sql), reader);
  }

  private void forEachRow(Query query, RowReader reader) {
    try (LakeView view = engine.view();
        Rows rows = view.records().query(query)) {
      for (List<@Nullable Object> row = rows.next(); row != null; row = rows.next()) {
        reader.read(row);
      }
    }
  }

  private static String text(List<@Nullable Object> row, int column) {
    return (String) Objects.requireNonNull(row.get(column));
  }
}
