package dev.bookreel.engine.spark;

import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.Moment;
import dev.bookreel.engine.SystemTables;
import dev.bookreel.engine.embedded.HistorySchema;
import dev.bookreel.engine.embedded.LakeLayout;
import dev.bookreel.engine.embedded.TableNames;
import dev.bookreel.engine.embedded.TableViews;
import dev.bookreel.engine.embedded.duck.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** The relations under which SQL sees the lake's tables at a moment, as the embedded engine's. */
final class LakeTables {
  private final LakeLayout layout;
  private final Session session;
  private final Moment moment;
  private final SortedMap<TableName, Long> versions;
  private final TableNames names;
  private final Map<String, Dataset<Row>> made = new HashMap<>();

  LakeTables(
      LakeLayout layout,
      Session session,
      Moment moment,
      SortedMap<TableName, Long> versions,
      TableNames names) {
    this.layout = layout;
    this.session = session;
    this.moment = moment;
    this.versions = versions;
    this.names = names;
  }

  /**
   * The relation that a query names.
   *
   * @param table which the name belongs to
   * @param name the table's, or its history's
   */
  Dataset<Row> of(TableName table, String name) {
    String asked = name.toLowerCase(Locale.ROOT);
    return made.computeIfAbsent(table.schema() + "." + asked, key -> make(table, asked));
  }

  private Dataset<Row> make(TableName table, String asked) {
    Optional<TableDefinition> definition = layout.definition().table(table);
    Long version = versions.get(table);
    if (definition.isEmpty()) {
      return version == null
          ? empty(undeclaredColumns(table))
          : kept(table, opened(table, version));
    }
    boolean history = asked.endsWith(TableViews.HISTORY);
    if (version == null) {
      names.refuseNeverLoaded(table);
      Dataset<Row> nothing = empty(historyColumns(definition.get()));
      return history ? nothing : latest(definition.get(), nothing);
    }
    Dataset<Row> opened = opened(table, version);
    Dataset<Row> versionsOfRecords =
        moment.asOf().isPresent()
            ? asOf(definition.get(), opened, version, moment.asOf().get())
            : opened.selectExpr(
                withOwn(definition.get(), opened, "valid_from", "valid_to", "is_latest"));
    return history ? versionsOfRecords : latest(definition.get(), versionsOfRecords);
  }

  private Dataset<Row> opened(TableName table, long version) {
    return VersionFiles.all(session, layout.table(table).at(version));
  }

  private static Dataset<Row> latest(TableDefinition table, Dataset<Row> history) {
    return history.where("is_latest").selectExpr(withOwn(table, history, "valid_to AS deleted_at"));
  }

  /** What is latest is worked out anew: the version that the table calls so may have come later. */
  private Dataset<Row> asOf(
      TableDefinition table, Dataset<Row> opened, long version, Instant time) {
    String by =
        SparkSql.names(
            HistorySchema.key(layout.table(table.name()).at(version)).orElse(table.key()));
    String until = SparkSql.instant(time);
    return opened
        .where("valid_from <= " + until)
        .selectExpr(
            withOwn(
                table,
                opened,
                "valid_from",
                "CASE WHEN valid_to <= " + until + " THEN valid_to END AS valid_to",
                "row_number() OVER (PARTITION BY "
                    + by
                    + " ORDER BY valid_from DESC) = 1"
                    + " AS is_latest"));
  }

  /** Answers and the pipeline's own tables: rows are only ever added to them. */
  private Dataset<Row> kept(TableName table, Dataset<Row> opened) {
    String time = table.schema().equals(SystemTables.SCHEMA) ? "delivered_at" : "asked_at";
    return moment
        .asOf()
        .map(until -> opened.where(time + " <= " + SparkSql.instant(until)))
        .orElse(opened);
  }

  /**
   * A record's columns: those of the definition, null where the table does not have them yet, and
   * those that it has and the definition no longer.
   */
  private static String[] withOwn(TableDefinition table, Dataset<Row> rows, String... others) {
    Map<String, String> columns = new LinkedHashMap<>();
    List<String> existing =
        List.of(rows.columns()).stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toList());
    table
        .columns()
        .forEach(
            column ->
                columns.put(
                    column.name().toLowerCase(Locale.ROOT),
                    (existing.contains(column.name().toLowerCase(Locale.ROOT))
                            ? SparkSql.name(column.name())
                            : "CAST(NULL AS " + column.type() + ")")
                        + " AS "
                        + SparkSql.name(column.name())));
    for (String name : rows.columns()) {
      if (!TableDefinition.RESERVED_COLUMNS.contains(name)) {
        columns.putIfAbsent(name.toLowerCase(Locale.ROOT), SparkSql.name(name));
      }
    }
    List<String> selected = new ArrayList<>(columns.values());
    selected.addAll(List.of(others));
    return selected.toArray(String[]::new);
  }

  /** The columns that a table of no version has, as Spark's definition language writes them. */
  private Dataset<Row> empty(String columns) {
    return session.spark().createDataFrame(List.of(), StructType.fromDDL(columns));
  }

  private static String historyColumns(TableDefinition table) {
    Map<String, Object> columns = new LinkedHashMap<>();
    table.columns().forEach(column -> columns.put(column.name(), column.type()));
    columns.put("valid_from", ColumnType.Scalar.TIMESTAMP);
    columns.put("valid_to", ColumnType.Scalar.TIMESTAMP);
    columns.put("is_latest", ColumnType.Scalar.BOOLEAN);
    return text(columns);
  }

  /** A table of answers that is in the lake by now has had its columns from the first answer on. */
  private String undeclaredColumns(TableName table) {
    Map<String, Object> columns = new LinkedHashMap<>();
    if (SystemTables.COLUMNS.containsKey(table)) {
      columns.putAll(SystemTables.COLUMNS.getOrDefault(table, Map.of()));
    } else {
      layout
          .table(table)
          .latest()
          .orElseThrow(() -> names.noSuchTable(table.toString()))
          .schema()
          .fields()
          .forEach(field -> columns.put(field.getName(), Types.text(field.getDataType())));
    }
    return text(columns);
  }

  private static String text(Map<String, Object> columns) {
    return columns.entrySet().stream()
        .map(column -> SparkSql.name(column.getKey()) + " " + column.getValue())
        .collect(Collectors.joining(", "));
  }
}
