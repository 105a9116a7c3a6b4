package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.cli.profile.Profile;
import dev.bookreel.cli.profile.ProfileOption;
import dev.bookreel.pipeline.LoadReport;
import dev.bookreel.pipeline.LoadReport.Status;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bookreel load}: load fetched deliveries into their tables. */
@Command(
    name = "load",
    header = "Load fetched deliveries into their tables.",
    description =
        "Loads the deliveries that are not loaded yet, oldest first, each in one"
            + " commit. A delivery that would delete or change too many records is held: look at"
            + " it, then accept it. One that is older than what is loaded is late: it can be taken"
            + " in, and the history is then as if it had come in order.",
    footer = {
      "",
      "Examples:",
      "  bookreel load",
      "  bookreel load vendor.books",
      "  bookreel load vendor.books --accept",
      "  bookreel load stream.users --late"
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
      description =
          "Load held deliveries too, whatever they delete or change, also if later ones are loaded")
  private boolean accept;

  @Option(names = "--late", description = "Take in what came after later deliveries were loaded")
  private boolean late;

  @Mixin private final ProfileOption profiling = new ProfileOption();

  public LoadCommand(CommonOptions options, Console console, LakeAccess lakes) {
    this.options = options;
    this.console = console;
    this.lakes = lakes;
  }

  @Override
  public Integer call() {
    try (Profile profile = profiling.begin(console);
        OpenLake lake = lakes.open(options, profile::before)) {
      profile.step("loading");
      List<LoadReport> reports =
          lake.pipeline().load(Selection.tables(lake.definition(), tables), takingIn());
      profile.step("printing");
      new Reports(console, options.format()).printLoads(reports);
      return reports.stream().anyMatch(LoadReport::needsAttention)
          ? ExitStatus.FAILED
          : ExitStatus.DONE;
    }
  }

  private Set<Status> takingIn() {
    Set<Status> statuses = EnumSet.noneOf(Status.class);
    if (accept) {
      statuses.add(Status.HELD);
    }
    if (late) {
      statuses.add(Status.LATE);
    }
    return statuses;
  }
}
