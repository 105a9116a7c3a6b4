package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bookreel history}: show what was loaded into a table, and when. */
@Command(
    name = "history",
    header = "Show what was loaded into a table, and when.",
    description = {"Shows a table's loads: what each delivery inserted, updated and deleted."},
    footer = {"", "Examples:", "  bookreel history vendor.authors"})
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

  @Parameters(paramLabel = "TABLE", description = "Such as vendor.authors")
  private @Nullable String table;

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
      try (LakeView view = lake.view()) {
        new Reports(console, options.format())
            .print(view.query(new Query(LOADS, Map.of("table", definition.name().toString()))));
      }
      return ExitStatus.DONE;
    }
  }
}
