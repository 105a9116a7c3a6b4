package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.cli.output.ListRows;
import dev.bookreel.cli.output.OutputFormat;
import dev.bookreel.cli.shell.Catalog;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code bookreel tables}: list the tables. */
@Command(
    name = "tables",
    header = "List the tables.",
    description = {
      "Lists every table with its live and deleted records, its versions, and when the newest version was delivered."
    },
    footer = {"", "Examples:", "  bookreel tables", "  bookreel tables --format json"})
public final class TablesCommand implements Callable<Integer> {
  private static final String COUNTS =
      """
      select count(case when is_latest and valid_to is null then 1 end),
        count(case when is_latest and valid_to is not null then 1 end),
        count(*), max(valid_from)
      from %s_history
      """;

  private final CommonOptions options;
  private final Console console;
  private final LakeAccess lakes;

  public TablesCommand(CommonOptions options, Console console, LakeAccess lakes) {
    this.options = options;
    this.console = console;
    this.lakes = lakes;
  }

  @Override
  public Integer call() {
    try (OpenLake lake = lakes.open(options);
        LakeView view = lake.view()) {
      Map<String, TableDefinition> declared = new TreeMap<>();
      lake.definition().tables().forEach(table -> declared.put(table.name().toString(), table));
      ListRows.Builder rows =
          ListRows.of("table_name", "records", "deleted", "newest", "versions", "description");
      for (TableDefinition table : declared.values()) {
        List<@Nullable Object> counts =
            view.tables().containsKey(table.name())
                ? one(view, COUNTS.formatted(table.name()))
                : Arrays.asList(0L, 0L, 0L, null);
        rows.row(
            table.name().toString(),
            counts.get(0),
            counts.get(1),
            counts.get(3),
            counts.get(2),
            options.format() == OutputFormat.TABLE
                ? firstSentence(table.description())
                : table.description());
      }
      for (TableName table : view.tables().keySet()) {
        if (!declared.containsKey(table.toString())) {
          Object records = one(view, "select count(*) from " + table).get(0);
          rows.row(table.toString(), records, null, null, null, description(lake, table));
        }
      }
      new Reports(console, options.format()).print(rows.build());
      return ExitStatus.DONE;
    }
  }

  /** A line of a list has no room for more; {@code describe} shows all. */
  private static String firstSentence(String text) {
    int end = text.indexOf(". ");
    return end < 0 ? text : text.substring(0, end + 1);
  }

  private static List<@Nullable Object> one(LakeView view, String sql) {
    try (Rows rows = view.query(Query.of(sql))) {
      return Objects.requireNonNull(rows.next());
    }
  }

  private static String description(OpenLake lake, TableName table) {
    return lake.definition().questions().stream()
        .filter(question -> question.answers().equals(table))
        .map(question -> "Answers: " + question.title())
        .findFirst()
        .or(
            () ->
                Catalog.of(lake.definition())
                    .table(table.toString())
                    .map(Catalog.Table::description))
        .orElse("");
  }
}
