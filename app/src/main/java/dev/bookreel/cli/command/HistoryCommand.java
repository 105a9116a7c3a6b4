package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.cli.output.HistoryPrinter;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.explain.RecordKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bookreel history}: show what was loaded into a table, or what happened to one record. */
@Command(
    name = "history",
    header = "Show what was loaded into a table, or what happened to one record.",
    description = {
      "Shows a table's loads: what each delivery inserted, updated and deleted. With a key: what"
          + " happened to that record, column by column, and which delivery's record caused it."
    },
    footer = {
      "",
      "Examples:",
      "  bookreel history vendor.authors",
      "  bookreel history vendor.authors 'Aurelie Vandermeer'",
      "  bookreel history vendor.reviews 2021-12-06T19:30:19.099+0100 '[\"A Book\"]' '[]'"
    })
public final class HistoryCommand implements Callable<Integer> {
  private static final String LOADS =
      """
      select delivered_at, status, read, inserted, updated, deleted, quarantined, unchanged,
        duplicates, version, message
      from lake.loads where table_name = :table order by delivered_at, loaded_at
      """;

  private final CommonOptions options;
  private final Console console;
  private final LakeAccess lakes;

  @Parameters(index = "0", paramLabel = "TABLE", description = "Such as vendor.authors")
  private @Nullable String table;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "KEY",
      description =
          "The values of one record's key, in the key's order, as deliveries write them; an array is"
              + " JSON")
  private List<String> key = List.of();

  public HistoryCommand(CommonOptions options, Console console, LakeAccess lakes) {
    this.options = options;
    this.console = console;
    this.lakes = lakes;
  }

  @Override
  public Integer call() {
    try (OpenLake lake = lakes.open(options)) {
      TableDefinition definition =
          Selection.table(lake.definition(), Objects.requireNonNull(table));
      if (key.isEmpty()) {
        printLoads(lake, definition);
      } else {
        RecordKey record = RecordKey.parse(definition, key);
        new HistoryPrinter(console, options.format()).print(lake.explainer().history(record));
      }
      return ExitStatus.DONE;
    }
  }

  private void printLoads(OpenLake lake, TableDefinition definition) {
    try (LakeView view = lake.view()) {
      new Reports(console, options.format())
          .print(
              view.records()
                  .query(new Query(LOADS, Map.of("table", definition.name().toString()))));
    }
  }
}
