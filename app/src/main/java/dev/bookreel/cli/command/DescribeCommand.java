package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.cli.output.ListRows;
import dev.bookreel.cli.output.OutputFormat;
import dev.bookreel.cli.shell.Catalog;
import dev.bookreel.definition.Check;
import dev.bookreel.definition.Column;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.StoredTable;
import dev.bookreel.error.Nearest;
import dev.bookreel.error.WrongUsageException;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bookreel describe}: show a table's columns, key and checks. */
@Command(
    name = "describe",
    header = "Show a table's columns, key and checks, or what a Delta table is made of.",
    description = {
      "Shows what a table of the lake holds and how its deliveries are read. For a Delta table's"
          + " directory: its schema, features, files and last commits, whoever wrote it."
    },
    footer = {
      "",
      "Examples:",
      "  bookreel describe vendor.authors",
      "  bookreel describe data/silver/vendor/authors"
    })
public final class DescribeCommand implements Callable<Integer> {
  private final CommonOptions options;
  private final Console console;
  private static final int COMMITS = 10;

  private final LakeAccess lakes;
  private final TableAccess tables;

  @Parameters(
      paramLabel = "TABLE|LOCATION",
      description = "Such as vendor.authors; or a path with a '/', or a file: URI")
  private @Nullable String table;

  public DescribeCommand(
      CommonOptions options, Console console, LakeAccess lakes, TableAccess tables) {
    this.options = options;
    this.console = console;
    this.lakes = lakes;
    this.tables = tables;
  }

  @Override
  public Integer call() {
    String name = Objects.requireNonNull(table);
    if (isLocation(name)) {
      try (StoredTable stored = tables.open(options, name, OptionalLong.empty())) {
        new TableDescriptionPrinter(console, options.format()).print(stored.describe(COMMITS));
      }
      return ExitStatus.DONE;
    }
    try (OpenLake lake = lakes.open(options)) {
      if (lake.definition().tables().stream().noneMatch(it -> it.name().toString().equals(name))) {
        describeUndeclared(lake, name);
        return ExitStatus.DONE;
      }
      TableDefinition definition = Selection.table(lake.definition(), name);
      if (options.format() == OutputFormat.TABLE) {
        introduce(definition);
      }
      ListRows.Builder rows = ListRows.of("column", "type", "key", "from");
      for (Column column : definition.columns()) {
        rows.row(
            column.name(),
            column.type().toString(),
            definition.key().contains(column.name()),
            column.from().toString());
      }
      new Reports(console, options.format()).print(rows.build());
      return ExitStatus.DONE;
    }
  }

  /**
   * Names of tables have no slash; a folder right here is written with one, as {@code ./orders}.
   */
  private static boolean isLocation(String text) {
    return text.contains("/") || text.startsWith("file:") || text.equals(".") || text.equals("..");
  }

  /** Histories, answers and the pipeline's own records have no definition of their own. */
  private void describeUndeclared(OpenLake lake, String name) {
    Catalog catalog = Catalog.of(lake.definition());
    Catalog.Table known =
        catalog
            .table(name)
            .orElseThrow(
                () ->
                    new WrongUsageException(
                        "There is no table '%s'. %s"
                            .formatted(name, Nearest.hint(name, catalog.names()))));
    ListRows.Builder rows = ListRows.of("column", "type");
    try (LakeView view = lake.view()) {
      known.columns(view).forEach(column -> rows.row(column.name(), column.type()));
    }
    new Reports(console, options.format()).print(rows.build());
  }

  private void introduce(TableDefinition definition) {
    console.out().println(definition.name() + ": " + definition.description());
    console
        .out()
        .println(
            "From '%s' (%s), which holds %s. A delivery that deletes more than %.0f %% of the records or changes more than %.0f %% is held."
                .formatted(
                    definition.delivery(),
                    definition.format(),
                    definition.contains() == Contains.EVERYTHING
                        ? "everything: what it leaves out was deleted"
                        : "changes: what it leaves out is as before",
                    100 * definition.maxDeleted(),
                    100 * definition.maxChanged()));
    for (Check check : definition.checks()) {
      console
          .out()
          .println(
              "Check %s: %s, otherwise %s"
                  .formatted(
                      check.name(),
                      check.that(),
                      check.otherwise().toString().toLowerCase(Locale.ROOT)));
    }
    console.out().println();
  }
}
