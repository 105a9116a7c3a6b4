package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.cli.output.ListRows;
import dev.bookreel.cli.output.OutputFormat;
import dev.bookreel.cli.progress.Amounts;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.Inventory.LeftOver;
import dev.bookreel.upkeep.Cleaning;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bookreel clean}: remove what interrupted runs left. */
@Command(
    name = "clean",
    header = "Remove what interrupted runs left.",
    description = {
      "Removes files that no version of any table refers to, and no delivery: what a run left that"
          + " was killed or found the disk full. Other programs' files go only from tables'"
          + " folders, and only when they are older than a day. What a killed process had no memory"
          + " for goes from the system's temporary directory, too. Refused while another run writes"
          + " in the lake."
    },
    footer = {"", "Examples:", "  bookreel clean --dry-run", "  bookreel clean"})
public final class CleanCommand implements Callable<Integer> {
  private final CommonOptions options;
  private final Console console;
  private final LakeAccess lakes;

  @Option(names = "--dry-run", description = "Only show what would be removed")
  private boolean dryRun;

  public CleanCommand(CommonOptions options, Console console, LakeAccess lakes) {
    this.options = options;
    this.console = console;
    this.lakes = lakes;
  }

  @Override
  public Integer call() {
    try (OpenLake lake = lakes.open(options)) {
      Cleaning cleaning = dryRun ? wouldRemove(lake) : lake.upkeep().clean();
      if (options.format() != OutputFormat.TABLE || !cleaning.removed().isEmpty()) {
        ListRows.Builder rows = ListRows.of("file", "bytes", "what");
        for (LeftOver leftOver : cleaning.removed()) {
          rows.row(lake.upkeep().relative(leftOver.path()), leftOver.bytes(), leftOver.what());
        }
        new Reports(console, options.format()).print(rows.build());
      }
      if (options.format() == OutputFormat.TABLE) {
        console.out().println(summary(cleaning));
        if (cleaning.young() > 0) {
          console.out().println(young(cleaning));
        }
        console.flush();
      }
      cleaning.kept().forEach(message -> console.err().println("bookreel: " + message));
      return cleaning.kept().isEmpty() ? ExitStatus.DONE : ExitStatus.FAILED;
    }
  }

  private static Cleaning wouldRemove(OpenLake lake) {
    return lake.upkeep()
        .leftOvers()
        .orElseThrow(
            () ->
                new LakeException(
                    "Cannot tell what is left over: another run is writing in the lake. Try again"
                        + " when that has ended"));
  }

  private String summary(Cleaning cleaning) {
    return cleaning.removed().isEmpty()
        ? "There is nothing to remove."
        : (dryRun ? "Would remove " : "Removed ") + amount(cleaning);
  }

  private static String young(Cleaning cleaning) {
    return "%d that may be left over stay%s until they are a day old: another machine may be about to commit them."
        .formatted(cleaning.young(), cleaning.young() == 1 ? "s" : "");
  }

  /** For example {@code 3 left-overs, 1.2 MB}. */
  static String amount(Cleaning cleaning) {
    int count = cleaning.removed().size();
    return "%d left-over%s, %s"
        .formatted(count, count == 1 ? "" : "s", Amounts.bytes(cleaning.bytes()));
  }
}
