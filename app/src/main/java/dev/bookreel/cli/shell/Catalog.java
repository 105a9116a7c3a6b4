package dev.bookreel.cli.shell;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.Question;
import dev.bookreel.definition.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the shell lists and completes: the tables that SQL sees, as they are declared. */
public record Catalog(List<Table> tables) {
  private static final List<Column> HISTORY =
      List.of(
          new Column("valid_from", "timestamp"),
          new Column("valid_to", "timestamp"),
          new Column("is_latest", "boolean"));
  private static final List<String> RECORDS =
      List.of("lake.deliveries", "lake.loads", "lake.quarantine");

  /** A table; without columns if no definition declares them. */
  public record Table(String name, String description, List<Column> columns) {
    public Table {
      columns = List.copyOf(columns);
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
    for (String name : RECORDS) {
      tables.add(new Table(name, "The pipeline's own records", List.of()));
    }
    return new Catalog(tables);
  }

  public Optional<Table> table(String name) {
    return tables.stream().filter(table -> table.name().equalsIgnoreCase(name)).findFirst();
  }

  List<String> names() {
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

  private static List<Column> columns(TableDefinition table) {
    List<Column> columns = new ArrayList<>();
    table.columns().forEach(c -> columns.add(new Column(c.name(), c.type().toString())));
    return columns;
  }
}
