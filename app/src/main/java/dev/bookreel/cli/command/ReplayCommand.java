package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.pipeline.LoadReport;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bookreel replay}: take in what was refused, under the definition as it is now. */
@Command(
    name = "replay",
    header = "Take in what was refused, under the definition as it is now.",
    description =
        "Reads again the deliveries that have rows in quarantine and those that could not be read,"
            + " and takes in what the definition accepts by now, at the time of its delivery: the"
            + " history is then as if it had never been refused. What still is not accepted stays"
            + " in quarantine.",
    footer = {"", "Examples:", "  bookreel replay stream.streams"})
public final class ReplayCommand implements Callable<Integer> {
  private final CommonOptions options;
  private final Console console;
  private final LakeAccess lakes;

  @Parameters(arity = "1..*", paramLabel = "TABLE", description = "Such as vendor.authors")
  private List<String> tables = List.of();

  public ReplayCommand(CommonOptions options, Console console, LakeAccess lakes) {
    this.options = options;
    this.console = console;
    this.lakes = lakes;
  }

  @Override
  public Integer call() {
    try (OpenLake lake = lakes.open(options)) {
      List<LoadReport> reports =
          lake.pipeline().replay(Selection.tables(lake.definition(), tables));
      new Reports(console, options.format()).printLoads(reports);
      return reports.stream().anyMatch(LoadReport::needsAttention)
          ? ExitStatus.FAILED
          : ExitStatus.DONE;
    }
  }
}
