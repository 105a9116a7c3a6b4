package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.cli.output.DiffPrinter;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.explain.TableDiff;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bookreel diff}: show what changed in a table between two moments. */
@Command(
    name = "diff",
    header = "Show what changed in a table between two moments.",
    description =
        "Compares the live records of a table as two moments' deliveries left them: counts what"
            + " was inserted, updated and deleted, and lists the records with each column's old and"
            + " new value. For this command, --from is the earlier moment.",
    footer = {
      "",
      "Examples:",
      "  bookreel diff vendor.books --from 2021-12-29T02:00:00Z",
      "  bookreel diff vendor.books --from 2021-12-29T02:00:00Z --to 2021-12-30T02:00:00Z --format csv"
    })
public final class DiffCommand implements Callable<Integer> {
  private final CommonOptions options;
  private final Console console;
  private final LakeAccess lakes;

  @Parameters(paramLabel = "TABLE", description = "Such as vendor.books")
  private @Nullable String table;

  @Option(names = "--to", paramLabel = "INSTANT", description = "The later moment. Default: now")
  private Optional<Instant> to = Optional.empty();

  public DiffCommand(CommonOptions options, Console console, LakeAccess lakes) {
    this.options = options;
    this.console = console;
    this.lakes = lakes;
  }

  @Override
  public Integer call() {
    Instant from =
        options
            .from()
            .map(Instants::parse)
            .orElseThrow(
                () ->
                    new WrongUsageException(
                        "diff needs the earlier moment: --from 2021-12-29T02:00:00Z"));
    Instant until = to.orElseGet(Instant::now);
    try (OpenLake lake = lakes.open(options)) {
      TableDefinition definition =
          Selection.table(lake.definition(), Objects.requireNonNull(table));
      try (TableDiff diff = lake.explainer().diff(definition, from, until)) {
        new DiffPrinter(console, options.format()).print(diff);
      }
      return ExitStatus.DONE;
    }
  }
}
