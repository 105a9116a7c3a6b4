package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.delivery.FetchReport;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bookreel fetch}: bring new deliveries into the raw zone. */
@Command(
    name = "fetch",
    header = "Bring new deliveries into the raw zone.",
    description =
        "Keeps what the sources deliver, unchanged, in the lake's raw zone. What"
            + " equals the last delivery of its table is not stored again.",
    footer = {
      "",
      "Examples:",
      "  bookreel fetch",
      "  bookreel fetch vendor.books vendor.authors",
      "  bookreel fetch --from dumps/2021-12-29 --delivered-at 2021-12-29T02:00:00Z"
    })
public final class FetchCommand implements Callable<Integer> {
  private final CommonOptions options;
  private final Console console;
  private final LakeAccess lakes;

  @Parameters(
      arity = "0..*",
      paramLabel = "TABLE",
      description = "Only these tables, such as vendor.authors. Default: all")
  private List<String> tables = List.of();

  public FetchCommand(CommonOptions options, Console console, LakeAccess lakes) {
    this.options = options;
    this.console = console;
    this.lakes = lakes;
  }

  @Override
  public Integer call() {
    try (OpenLake lake = lakes.open(options)) {
      FetchReport report =
          lake.pipeline()
              .fetch(
                  Selection.tables(lake.definition(), tables),
                  lake.sources(),
                  options.deliveredAt());
      new Reports(console, options.format()).print(report);
      return report.complete() ? ExitStatus.DONE : ExitStatus.FAILED;
    }
  }
}
