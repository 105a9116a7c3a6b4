package dev.bookreel.engine.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bookreel.definition.Column;
import dev.bookreel.definition.SqlParameters;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import dev.bookreel.engine.SystemTables;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Types;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.Nearest;
import dev.bookreel.error.WrongQueryException;
import io.delta.kernel.types.StructField;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The lake in DuckDB: tables appear as views over the files that the log named when the lake was
 * opened. A view is made when a query first names it, so that opening costs one look at each log's
 * folder.
 */
final class DuckView implements LakeView {
  private static final String HISTORY = "_history";
  private static final String KIND_OF_ERROR = "^(Binder|Catalog|Conversion|Parser) Error: ";
  private static final Pattern UNKNOWN_TABLE =
      Pattern.compile("^Catalog Error: Table with name (\\S+) does not exist!");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What Spark has and questions may use, in DuckDB's words. */
  private static final List<String> PORTABLE_FUNCTIONS =
      List.of(
          "explode(list) AS unnest(list)",
          "unix_micros(t) AS epoch_us(t)",
          "unix_millis(t) AS epoch_ms(t)",
          "unix_seconds(t) AS epoch_us(t) // 1000000",
          "collect_list(x) AS list(x) FILTER (x IS NOT NULL)",
          "size(list) AS len(list)");

  private final LakeLayout layout;
  private final Workspace workspace;
  private final Appender appender;
  private final SortedMap<TableName, Long> versions = new TreeMap<>();
  private final Set<TableName> visible = new HashSet<>();
  private volatile boolean cancelled;

  /** Takes over the workspace. */
  DuckView(LakeLayout layout, Workspace workspace) {
    this.layout = layout;
    this.workspace = workspace;
    this.appender = new Appender(layout, workspace);
    for (TableName table : layout.tables()) {
      new DeltaTable(layout.location(table))
          .newestVersion()
          .ifPresent(version -> versions.put(table, version));
    }
    try {
      for (String function : PORTABLE_FUNCTIONS) {
        workspace.execute("CREATE MACRO " + function);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public SortedMap<TableName, Long> tables() {
    return Collections.unmodifiableSortedMap(versions);
  }

  @Override
  public SortedMap<TableName, Long> inputs(String sql) {
    SortedMap<TableName, Long> inputs = new TreeMap<>();
    for (TableName table : tablesNamedIn(sql)) {
      Long version = versions.get(table);
      if (version != null) {
        inputs.put(table, version);
      }
    }
    return inputs;
  }

  @Override
  public Rows query(Query query) {
    makeVisible(tablesNamedIn(query.sql()));
    Bound bound = bind(query);
    cancelled = false;
    try {
      return new DuckRows(workspace.prepare(bound.sql(), bound.values()));
    } catch (SQLException e) {
      throw cancelled
          ? new WrongQueryException("The query was cancelled", e)
          : wrong(workspace.reason(e, bound.sql(), bound.values()));
    }
  }

  @Override
  public long append(TableName target, Query rows) {
    makeVisible(tablesNamedIn(rows.sql()));
    try {
      workspace.execute("DROP TABLE IF EXISTS appended");
      Bound bound = bind(rows);
      try (PreparedStatement statement =
          workspace.prepare("CREATE TABLE appended AS " + bound.sql(), bound.values())) {
        statement.execute();
      }
      return appender.append(target, "appended");
    } catch (SQLException e) {
      if (isOfTheMachine(e)) {
        throw new LakeException(
            "Cannot append to %s: %s. Make room, then run the same command again: it completes what is missing"
                .formatted(target, Unreadable.firstLine(e)),
            e);
      }
      throw wrong(e);
    }
  }

  private record Bound(String sql, List<Object> values) {}

  /** Portable SQL has named parameters, JDBC has question marks. */
  private static Bound bind(Query query) {
    List<Object> values = new ArrayList<>();
    String sql =
        SqlParameters.replace(
            query.sql(),
            name -> {
              Object value = query.parameters().get(name);
              if (value == null) {
                throw new WrongQueryException(
                    "The query uses parameter ':%s', which has no value. Write the value in its place: only questions have parameters"
                        .formatted(name),
                    null);
              }
              values.add(value);
              return "?";
            });
    return new Bound(sql, values);
  }

  /**
   * Asks DuckDB's own parser. Whatever is no query is refused here: the lake changes by loads only.
   */
  private Set<TableName> tablesNamedIn(String sql) {
    // As long as before, so that positions in errors are those of the query as written.
    JsonNode tree = parse(SqlParameters.replace(sql, name -> "?" + " ".repeat(name.length())));
    if (tree.path("error").asBoolean()) {
      throw new WrongQueryException(parseError(sql, tree), null);
    }
    if (tree.path("statements").size() != 1) {
      throw new WrongQueryException("Give one query at a time, without text behind its ';'", null);
    }
    if (!tree.findParents("show_type").isEmpty()
        && tree.findValuesAsText("show_type").contains("SHOW_SPECIAL")) {
      return layout.tables().stream().filter(versions::containsKey).collect(Collectors.toSet());
    }
    Set<TableName> named = new TreeSet<>();
    for (JsonNode reference : tree.findParents("table_name")) {
      String schema = reference.path("schema_name").asText();
      if (!schema.isEmpty()) {
        resolve(schema, reference.path("table_name").asText()).ifPresent(named::add);
      }
    }
    return named;
  }

  private JsonNode parse(String sql) {
    try (PreparedStatement statement =
            workspace.prepare("SELECT json_serialize_sql(?)", List.of(sql));
        var result = statement.executeQuery()) {
      result.next();
      return JSON.readTree(result.getString(1));
    } catch (SQLException e) {
      throw wrong(e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Schemas that are none of the lake's, such as information_schema, are DuckDB's to resolve. */
  private Optional<TableName> resolve(String schemaText, String nameText) {
    String schema = schemaText.toLowerCase(Locale.ROOT);
    String name = nameText.toLowerCase(Locale.ROOT);
    Set<TableName> tables = layout.tables();
    if (tables.stream().noneMatch(table -> table.schema().equals(schema))
        && !schema.equals("analytics")) {
      if (schema.equals("information_schema") || schema.startsWith("pg_")) {
        return Optional.empty();
      }
      throw noSuchTable(schema + "." + name, tables);
    }
    for (TableName table : tables) {
      boolean history = layout.definition().table(table).isPresent();
      if (table.schema().equals(schema)
          && (table.name().equals(name) || (history && name.equals(table.name() + HISTORY)))) {
        return Optional.of(table);
      }
    }
    throw noSuchTable(schema + "." + name, tables);
  }

  private WrongQueryException noSuchTable(String name, Set<TableName> tables) {
    List<String> known = tables.stream().map(TableName::toString).collect(Collectors.toList());
    return new WrongQueryException(
        "There is no table '%s'. %s".formatted(name, Nearest.hint(name, known)), null);
  }

  private void makeVisible(Set<TableName> tables) {
    for (TableName table : tables) {
      if (!visible.contains(table)) {
        try {
          createViews(table);
          visible.add(table);
        } catch (SQLException e) {
          throw new IllegalStateException("Cannot open " + table, e);
        }
      }
    }
  }

  private void createViews(TableName table) throws SQLException {
    workspace.execute("CREATE SCHEMA IF NOT EXISTS " + Sql.name(table.schema()));
    Long version = versions.get(table);
    Optional<TableDefinition> definition = layout.definition().table(table);
    if (version == null) {
      if (definition.isPresent() || !SystemTables.COLUMNS.containsKey(table)) {
        throw new WrongQueryException(
            "Table %s is declared but was never loaded. Run 'bookreel run', or 'bookreel fetch %s' and 'bookreel load %s'"
                .formatted(table, table, table),
            null);
      }
      createView(
          table.schema(), table.name(), "SELECT " + emptySystemTable(table) + " WHERE false");
      return;
    }
    TableVersion opened = new DeltaTable(layout.location(table)).at(version);
    Relation relation = new Relation(workspace, opened);
    if (definition.isEmpty()) {
      String columns =
          opened.schema().fields().stream()
              .map(StructField::getName)
              .map(Sql::name)
              .collect(Collectors.joining(", "));
      createView(
          table.schema(),
          table.name(),
          "SELECT " + columns + " FROM " + relation.of(opened.files()));
      return;
    }
    String declared =
        definition.get().columns().stream()
            .map(column -> declared(column, opened))
            .collect(Collectors.joining(", "));
    createView(
        table.schema(),
        table.name() + HISTORY,
        "SELECT %s FROM %s"
            .formatted(
                Stream.concat(Stream.of(declared), undeclared(definition.get(), opened))
                    .collect(Collectors.joining(", ")),
                relation.of(opened.files())));
    createView(
        table.schema(),
        table.name(),
        "SELECT %s, valid_to AS deleted_at FROM %s"
            .formatted(
                declared, relation.of(opened.files(Optional.of(HistorySchema.IS_LATEST_FILES)))));
  }

  /** A column that the table does not have yet is null. */
  private static String declared(Column column, TableVersion opened) {
    String name = Sql.name(column.name());
    return HistorySchema.field(opened.schema(), column.name()).isPresent()
        ? name
        : "NULL::" + Types.duck(column.type()) + " AS " + name;
  }

  /** The history's own columns, and before them those that the definition no longer has. */
  private static Stream<String> undeclared(TableDefinition definition, TableVersion opened) {
    return opened.schema().fields().stream()
        .map(StructField::getName)
        .filter(
            name ->
                definition.columns().stream()
                    .noneMatch(column -> column.name().equalsIgnoreCase(name)))
        .map(Sql::name);
  }

  private void createView(String schema, String name, String query) throws SQLException {
    workspace.execute("CREATE VIEW " + Sql.name(schema) + "." + Sql.name(name) + " AS " + query);
  }

  private static String emptySystemTable(TableName table) {
    return SystemTables.COLUMNS.getOrDefault(table, Collections.emptyMap()).entrySet().stream()
        .map(column -> "NULL::" + Types.duck(column.getValue()) + " AS " + column.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String parseError(String sql, JsonNode tree) {
    if (tree.path("error_type").asText().equals("not implemented")) {
      return "Only queries can be run here (SELECT, WITH, FROM, DESCRIBE, SUMMARIZE, SHOW TABLES): tables"
          + " change by loading deliveries";
    }
    String message = "The query is wrong: " + tree.path("error_message").asText();
    int position = tree.path("position").asInt(-1);
    return position < 0 || position > sql.length() ? message : message + pointer(sql, position);
  }

  /** The line of the query and a caret under the position. */
  private static String pointer(String sql, int position) {
    int start = sql.lastIndexOf('\n', position - 1) + 1;
    int end = sql.indexOf('\n', position);
    long line = sql.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
    String shown = sql.substring(start, end < 0 ? sql.length() : end);
    String label = "line " + line + ": ";
    return "\n" + label + shown + "\n" + " ".repeat(label.length() + position - start) + "^";
  }

  private static boolean isOfTheMachine(SQLException e) {
    return String.valueOf(e.getMessage()).matches("(?s)(IO|Out of Memory) Error: .*");
  }

  private WrongQueryException wrong(SQLException e) {
    String message = String.valueOf(e.getMessage()).strip();
    if (isOfTheMachine(e)) {
      return new WrongQueryException("The query failed: " + Unreadable.firstLine(e), e);
    }
    Matcher unknown = UNKNOWN_TABLE.matcher(message);
    if (unknown.find()) {
      return noSuchTable(unknown.group(1), layout.tables());
    }
    return new WrongQueryException(
        "The query is wrong: " + message.replaceFirst(KIND_OF_ERROR, ""), e);
  }

  @Override
  public void cancel() {
    cancelled = true;
    workspace.cancel();
  }

  @Override
  public void close() {
    workspace.close();
  }
}
