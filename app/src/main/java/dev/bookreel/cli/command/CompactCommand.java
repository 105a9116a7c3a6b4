package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.cli.output.ListRows;
import dev.bookreel.cli.output.OutputFormat;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.Compaction;
import dev.bookreel.error.LakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bookreel compact}: rewrite small files into larger ones. */
@Command(
    name = "compact",
    header = "Rewrite small files into larger ones.",
    description = {
      "Rewrites a table's small files, and files of which rows do not count any more, into fewer ones of about 128 MB,"
          + " in one commit. No row changes, and earlier versions can be read as before: they keep their files."
    },
    footer = {
      "",
      "Examples:",
      "  bookreel compact",
      "  bookreel compact stream.streams lake.loads"
    })
public final class CompactCommand implements Callable<Integer> {
  private final CommonOptions options;
  private final Console console;
  private final LakeAccess lakes;

  @Parameters(
      paramLabel = "TABLE",
      description = "Such as vendor.authors, analytics.outage_users or lake.loads. Default: all")
  private List<String> tables = new ArrayList<>();

  public CompactCommand(CommonOptions options, Console console, LakeAccess lakes) {
    this.options = options;
    this.console = console;
    this.lakes = lakes;
  }

  @Override
  public Integer call() {
    try (OpenLake lake = lakes.open(options)) {
      ListRows.Builder rows =
          ListRows.of(
              "table_name",
              "version",
              "files_before",
              "files_after",
              "bytes_before",
              "bytes_after");
      boolean any = false;
      boolean failed = false;
      for (TableName table : Selection.stored(lake, tables)) {
        try {
          Optional<Compaction> done = lake.pipeline().compact(table);
          any |= done.isPresent();
          done.ifPresent(it -> rows.row(row(table, it)));
        } catch (LakeException e) {
          failed = true;
          console.err().println("bookreel: " + e.getMessage());
        }
      }
      if (any || options.format() != OutputFormat.TABLE) {
        new Reports(console, options.format()).print(rows.build());
      } else if (!failed) {
        console.out().println("There is nothing to compact.");
        console.flush();
      }
      return failed ? ExitStatus.FAILED : ExitStatus.DONE;
    }
  }

  private static Object[] row(TableName table, Compaction done) {
    return new Object[] {
      table.toString(),
      done.version(),
      done.filesBefore(),
      done.filesAfter(),
      done.bytesBefore(),
      done.bytesAfter()
    };
  }
}
