package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.pipeline.LoadReport;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bookreel rebuild}: make a table's history anew from the raw zone. */
@Command(
    name = "rebuild",
    header = "Make a table's history anew from the raw zone.",
    description =
        "Loads all deliveries of a table again, in the order of their delivery, and"
            + " replaces its history by the result in one commit. For deliveries that came"
            + " late, and for changed definitions.",
    footer = {"", "Examples:", "  bookreel rebuild stream.streams"})
public final class RebuildCommand implements Callable<Integer> {
  private final CommonOptions options;
  private final Console console;
  private final LakeAccess lakes;

  @Parameters(paramLabel = "TABLE", description = "Such as vendor.authors")
  private @Nullable String table;

  public RebuildCommand(CommonOptions options, Console console, LakeAccess lakes) {
    this.options = options;
    this.console = console;
    this.lakes = lakes;
  }

  @Override
  public Integer call() {
    try (OpenLake lake = lakes.open(options)) {
      TableDefinition definition =
          Selection.table(lake.definition(), Objects.requireNonNull(table));
      List<LoadReport> reports = lake.pipeline().rebuild(definition);
      new Reports(console, options.format()).printLoads(reports);
      return reports.stream().anyMatch(LoadReport::needsAttention)
          ? ExitStatus.FAILED
          : ExitStatus.DONE;
    }
  }
}
