package dev.bookreel.pipeline;

import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.RawEntry;
import dev.bookreel.engine.ChangeCounts;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import dev.bookreel.engine.SystemTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code lake.deliveries} and {@code lake.loads} hold. */
final class Records {
  private final Engine engine;

  Records(Engine engine) {
    this.engine = engine;
  }

  /** The last status recorded for each delivery of each table. */
  Map<TableName, Map<Instant, LoadReport.Status>> loads() {
    Map<TableName, Map<Instant, LoadReport.Status>> statuses = new HashMap<>();
    forEachRow(
        "SELECT table_name, delivered_at, status FROM lake.loads ORDER BY loaded_at",
        row ->
            statuses
                .computeIfAbsent(TableName.parse(text(row, 0)), table -> new TreeMap<>())
                .put(
                    (Instant) Objects.requireNonNull(row.get(1)),
                    LoadReport.Status.valueOf(text(row, 2).toUpperCase(Locale.ROOT))));
    return statuses;
  }

  /** The last message recorded for a delivery, empty if there is none. */
  String lastMessage(TableName table, Instant deliveredAt) {
    String[] last = {""};
    forEachRow(
        new Query(
            "SELECT message FROM lake.loads WHERE table_name = :table AND delivered_at = :at"
                + " ORDER BY loaded_at",
            Map.of("table", table.toString(), "at", deliveredAt)),
        row -> last[0] = Objects.toString(row.get(0), ""));
    return last[0];
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

  /** The times of all deliveries that are recorded, by table. */
  Map<TableName, List<Instant>> deliveries() {
    Map<TableName, List<Instant>> times = new HashMap<>();
    forEachRow(
        "SELECT table_name, delivered_at FROM lake.deliveries",
        row ->
            times
                .computeIfAbsent(TableName.parse(text(row, 0)), table -> new ArrayList<>())
                .add((Instant) Objects.requireNonNull(row.get(1))));
    return times;
  }

  void appendDeliveries(List<RawEntry> entries) {
    append(
        SystemTables.DELIVERIES,
        entries.stream()
            .map(
                entry -> {
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
                })
            .collect(Collectors.toList()));
  }

  void appendLoads(List<LoadReport> reports) {
    append(SystemTables.LOADS, reports.stream().map(Records::row).collect(Collectors.toList()));
  }

  private static Map<String, @Nullable Object> row(LoadReport report) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("table_name", report.table().toString());
    row.put("delivered_at", report.deliveredAt());
    row.put("loaded_at", report.loadedAt());
    ChangeCounts counts = report.counts().orElse(null);
    row.put("read", counts == null ? null : counts.read());
    row.put("inserted", counts == null ? null : counts.inserted());
    row.put("updated", counts == null ? null : counts.updated());
    row.put("deleted", counts == null ? null : counts.deleted());
    row.put("unchanged", counts == null ? null : counts.unchanged());
    row.put("duplicates", counts == null ? null : counts.duplicates());
    row.put("quarantined", counts == null ? null : counts.quarantined());
    row.put("status", report.status().toString());
    row.put("message", report.message());
    row.put("version", report.version().isPresent() ? report.version().getAsLong() : null);
    row.put("seconds", report.duration().toMillis() / 1000.0);
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
      view.append(target, new Query(sql, parameters));
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
        Rows rows = view.query(query)) {
      for (List<@Nullable Object> row = rows.next(); row != null; row = rows.next()) {
        reader.read(row);
      }
    }
  }

  private static String text(List<@Nullable Object> row, int column) {
    return (String) Objects.requireNonNull(row.get(column));
  }
}
