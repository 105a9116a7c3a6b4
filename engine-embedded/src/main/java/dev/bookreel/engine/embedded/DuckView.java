package dev.bookreel.engine.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bookreel.definition.SqlParameters;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Moment;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.WrongQueryException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The lake in DuckDB: tables appear as views over the files of the versions that were settled when
 * the lake was opened. A view is made when a query first names it, so that opening the newest lake
 * costs one look at each log's folder.
 */
final class DuckView implements LakeView {
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
          "monotonically_increasing_id() AS row_number() OVER () - 1",
          "collect_list(x) AS list(x) FILTER (x IS NOT NULL)",
          "size(list) AS len(list)");

  /** Before all values, where nobody says otherwise. */
  private static final String NULLS_AS_IN_SPARK =
      "SET SESSION default_null_order = 'nulls_first_on_asc_last_on_desc'";

  private final Workspace workspace;
  private final Appender appender;
  private final SortedMap<TableName, Long> versions;
  private final TableNames names;
  private final TableViews views;
  private final Set<TableName> visible = new HashSet<>();
  private volatile boolean cancelled;

  /** Takes over the workspace. */
  DuckView(LakeLayout layout, Workspace workspace, Moment moment) {
    this.workspace = workspace;
    this.appender = new Appender(layout, workspace);
    this.versions = new Settling(layout).versions(moment.versions());
    this.names = new TableNames(layout, moment, versions);
    this.views = new TableViews(layout, workspace, moment, versions, names);
    try {
      workspace.execute(NULLS_AS_IN_SPARK);
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
      names.refuseNeverLoaded(table);
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
      return new DuckRows(workspace, workspace.prepare(bound.sql(), bound.values()));
    } catch (SQLException e) {
      throw cancelled
          ? new WrongQueryException("The query was cancelled", e)
          : wrong(workspace.reason(e, bound.sql(), bound.values()));
    }
  }

  @Override
  public Rows asKept(TableName target, Query rows) {
    return withResult(
        target,
        rows,
        table ->
            new DuckRows(workspace, workspace.prepare(appender.kept(target, table), List.of())));
  }

  @Override
  public long append(TableName target, Query rows) {
    return withResult(target, rows, table -> appender.append(target, table));
  }

  private interface ResultUser<T> {
    T use(String table) throws SQLException;
  }

  /** A query's rows as a table, until the next ones. */
  private <T> T withResult(TableName target, Query rows, ResultUser<T> user) {
    makeVisible(tablesNamedIn(rows.sql()));
    try {
      workspace.execute("DROP TABLE IF EXISTS appended");
      Bound bound = bind(rows);
      workspace.execute("CREATE TABLE appended AS " + bound.sql(), bound.values());
      return user.use("appended");
    } catch (SQLException failure) {
      SQLException e = workspace.told(failure);
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
              values.add(query.value(name));
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
      return names.known().stream().filter(versions::containsKey).collect(Collectors.toSet());
    }
    Set<TableName> named = new TreeSet<>();
    for (JsonNode reference : tree.findParents("table_name")) {
      String schema = reference.path("schema_name").asText();
      if (!schema.isEmpty()) {
        names.resolve(schema, reference.path("table_name").asText()).ifPresent(named::add);
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

  private void makeVisible(Set<TableName> tables) {
    for (TableName table : tables) {
      if (!visible.contains(table)) {
        try {
          views.create(table);
          visible.add(table);
        } catch (SQLException e) {
          throw new LakeException(
              "Cannot open %s: %s. 'bookreel verify' finds damaged and missing files"
                  .formatted(table, Unreadable.firstLine(e)),
              e);
        }
      }
    }
  }

  private static String parseError(String sql, JsonNode tree) {
    if (tree.path("error_type").asText().equals("not implemented")) {
      return "Only queries can be run here (SELECT, WITH, FROM, VALUES, DESCRIBE, SUMMARIZE):"
          + " tables change by loading deliveries";
    }
    String message = "The query is wrong: " + tree.path("error_message").asText();
    int position = tree.path("position").asInt(-1);
    return position < 0 || position > sql.length()
        ? message
        : message + SqlText.pointer(sql, position);
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
      return names.noSuchTable(unknown.group(1));
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
