package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.cli.output.ListRows;
import dev.bookreel.cli.output.OutputFormat;
import dev.bookreel.cli.progress.Amounts;
import dev.bookreel.cli.progress.Progress;
import dev.bookreel.definition.TableName;
import dev.bookreel.upkeep.Finding;
import dev.bookreel.upkeep.Finding.Kind;
import dev.bookreel.upkeep.Verification;
import dev.bookreel.upkeep.VerifyListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bookreel verify}: compare every file with what was once written. */
@Command(
    name = "verify",
    header = "Compare every file with what was once written.",
    description = {
      "Reads every file of the raw zone and of the tables, for all versions that are still in a table's log, and"
          + " compares it with the SHA-256 that was kept when it was written. Tells what is damaged, missing,"
          + " unexpected or cannot be checked. The exit status is 1 if anything is damaged or missing."
    },
    footer = {
      "",
      "Examples:",
      "  bookreel verify",
      "  bookreel verify vendor.books lake.loads",
      "  bookreel verify --format json"
    })
public final class VerifyCommand implements Callable<Integer> {
  private final CommonOptions options;
  private final Console console;
  private final LakeAccess lakes;

  @Parameters(
      paramLabel = "TABLE",
      description = "Such as vendor.authors, analytics.outage_users or lake.loads. Default: all")
  private List<String> tables = new ArrayList<>();

  public VerifyCommand(CommonOptions options, Console console, LakeAccess lakes) {
    this.options = options;
    this.console = console;
    this.lakes = lakes;
  }

  @Override
  public Integer call() {
    try (OpenLake lake = lakes.open(options)) {
      List<TableName> selected = Selection.stored(lake, tables);
      Verification found = lake.upkeep().verify(selected, new Shown(Progress.on(console)));
      ListRows.Builder rows = ListRows.of("table_name", "status", "file", "message");
      for (Finding finding : found.findings()) {
        if (isListed(finding)) {
          rows.row(
              finding.table().toString(),
              finding.kind().toString(),
              lake.upkeep().relative(finding.file()),
              finding.message());
        }
      }
      if (options.format() != OutputFormat.TABLE
          || found.findings().stream().anyMatch(this::isListed)) {
        new Reports(console, options.format()).print(rows.build());
      }
      if (options.format() == OutputFormat.TABLE) {
        console.out().println(summary(found));
        console.flush();
      }
      return found.findings().stream().anyMatch(Finding::isDamage)
          ? ExitStatus.FAILED
          : ExitStatus.DONE;
    }
  }

  /** Of files that cannot be checked people want to know how many there are. */
  private boolean isListed(Finding finding) {
    return options.format() != OutputFormat.TABLE || finding.kind() != Kind.UNCHECKED;
  }

  private static String summary(Verification found) {
    return "%d files, %s: %d damaged, %d missing, %d unexpected, %d unchecked"
        .formatted(
            found.files(),
            Amounts.bytes(found.bytes()),
            found.count(Kind.DAMAGED),
            found.count(Kind.MISSING),
            found.count(Kind.UNEXPECTED),
            found.count(Kind.UNCHECKED));
  }

  /** A bar, or lines, for tables that take a while. */
  private static final class Shown implements VerifyListener {
    private final Progress progress;
    private Progress.Task task = Progress.none().begin("", 0);

    private Shown(Progress progress) {
      this.progress = progress;
    }

    @Override
    public void begins(TableName table, long bytes) {
      task = progress.begin("verifying " + table, bytes);
    }

    @Override
    public void read(long bytes) {
      task.advance(bytes);
    }

    @Override
    public void ends() {
      task.close();
    }
  }
}
