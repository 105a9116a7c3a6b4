package dev.bookreel.cli.shell;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.Question;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import dev.bookreel.engine.SystemTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the shell lists and completes: the tables that SQL sees, as they are declared. */
public record Catalog(List<Table> tables) {
  private static final List<Column> HISTORY =
      List.of(
          new Column("valid_from", "timestamp"),
          new Column("valid_to", "timestamp"),
          new Column("is_latest", "boolean"));
  private static final Map<TableName, String> RECORDS =
      new TreeMap<>(
          Map.of(
              SystemTables.DELIVERIES, "What was fetched",
              SystemTables.LOADS, "How each load ended",
              SystemTables.QUARANTINE, "Rows that no load could accept"));

  /** A table; without columns if no definition declares them. */
  public record Table(String name, String description, List<Column> columns) {
    public Table {
      columns = List.copyOf(columns);
    }

    /** Its columns: those of an answer as the lake has them. */
    public List<Column> columns(LakeView view) {
      if (!columns.isEmpty()) {
        return columns;
      }
      List<Column> found = new ArrayList<>();
      Query describe = Query.of("select column_name, column_type from (describe " + name + ")");
      try (Rows rows = view.query(describe)) {
        for (var row = rows.next(); row != null; row = rows.next()) {
          found.add(
              new Column(String.valueOf(row.get(0)), TypeWords.of(String.valueOf(row.get(1)))));
        }
      }
      return found;
    }
  }

  /** A column with its type as definitions write it. */
  public record Column(String name, String type) {}

  public Catalog {
    tables = List.copyOf(tables);
  }

  public static Catalog of(LakeDefinition lake) {
    List<Table> tables = new ArrayList<>();
    for (TableDefinition table : lake.tables()) {
      tables.add(latest(table));
      tables.add(history(table));
    }
    for (Question question : lake.questions()) {
      tables.add(new Table(question.answers().toString(), question.title(), List.of()));
    }
    RECORDS.forEach(
        (name, description) -> tables.add(new Table(name.toString(), description, own(name))));
    return new Catalog(tables);
  }

  public Optional<Table> table(String name) {
    return tables.stream().filter(table -> table.name().equalsIgnoreCase(name)).findFirst();
  }

  /** The names of all tables. */
  public List<String> names() {
    return tables.stream().map(Table::name).toList();
  }

  private static Table latest(TableDefinition table) {
    List<Column> columns = columns(table);
    columns.add(new Column("deleted_at", "timestamp"));
    return new Table(table.name().toString(), table.description(), columns);
  }

  private static Table history(TableDefinition table) {
    List<Column> columns = columns(table);
    columns.addAll(HISTORY);
    return new Table(table.name() + "_history", "Every version of it", columns);
  }

  private static List<Column> own(TableName record) {
    return SystemTables.COLUMNS.getOrDefault(record, Map.of()).entrySet().stream()
        .map(column -> new Column(column.getKey(), column.getValue().toString()))
        .toList();
  }

  private static List<Column> columns(TableDefinition table) {
    List<Column> columns = new ArrayList<>();
    table.columns().forEach(c -> columns.add(new Column(c.name(), c.type().toString())));
    return columns;
  }
}
