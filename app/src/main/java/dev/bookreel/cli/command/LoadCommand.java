package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.pipeline.LoadReport;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bookreel load}: load fetched deliveries into their tables. */
@Command(
    name = "load",
    header = "Load fetched deliveries into their tables.",
    description =
        "Loads the deliveries that are not loaded yet, oldest first, each in one"
            + " commit. A delivery that would delete or change too many records is held: look at"
            + " it, then accept it.",
    footer = {
      "",
      "Examples:",
      "  bookreel load",
      "  bookreel load vendor.books",
      "  bookreel load vendor.books --accept"
    })
public final class LoadCommand implements Callable<Integer> {
  private final CommonOptions options;
  private final Console console;
  private final LakeAccess lakes;

  @Parameters(
      arity = "0..*",
      paramLabel = "TABLE",
      description = "Only these tables, such as vendor.authors. Default: all")
  private List<String> tables = List.of();

  @Option(
      names = "--accept",
      description = "Load held deliveries too, whatever they delete or change")
  private boolean accept;

  public LoadCommand(CommonOptions options, Console console, LakeAccess lakes) {
    this.options = options;
    this.console = console;
    this.lakes = lakes;
  }

  @Override
  public Integer call() {
    try (OpenLake lake = lakes.open(options)) {
      List<LoadReport> reports =
          lake.pipeline().load(Selection.tables(lake.definition(), tables), accept);
      new Reports(console, options.format()).printLoads(reports);
      return reports.stream().anyMatch(LoadReport::needsAttention)
          ? ExitStatus.FAILED
          : ExitStatus.DONE;
    }
  }
}
