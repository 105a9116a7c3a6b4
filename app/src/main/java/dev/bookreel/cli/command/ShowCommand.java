package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.engine.Rows;
import dev.bookreel.engine.StoredTable;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bookreel show}: print the rows of any Delta table. */
@Command(
    name = "show",
    header = "Print the rows of any Delta table.",
    description = {
      "Prints every row of a Delta table on the local disk, whoever wrote it. It need not be part"
          + " of a lake; nothing of it is changed."
    },
    footer = {
      "",
      "Examples:",
      "  bookreel show data/silver/stream/movies",
      "  bookreel show /mnt/export/orders --at-version 12 --format csv > orders.csv",
      "  bookreel show file:/mnt/export/orders --format json"
    })
public final class ShowCommand implements Callable<Integer> {
  private final CommonOptions options;
  private final Console console;
  private final TableAccess tables;

  @Parameters(paramLabel = "LOCATION", description = "The table's directory, or its file: URI")
  private @Nullable String location;

  @Option(
      names = "--at-version",
      paramLabel = "N",
      description = "Show the table as this version had it. Default: the newest")
  private Optional<Long> version = Optional.empty();

  public ShowCommand(CommonOptions options, Console console, TableAccess tables) {
    this.options = options;
    this.console = console;
    this.tables = tables;
  }

  @Override
  public Integer call() {
    OptionalLong wanted = version.map(OptionalLong::of).orElse(OptionalLong.empty());
    try (StoredTable table = tables.open(options, Objects.requireNonNull(location), wanted);
        Rows rows = table.rows()) {
      options.format().printer(console).print(rows);
    }
    return ExitStatus.DONE;
  }
}
