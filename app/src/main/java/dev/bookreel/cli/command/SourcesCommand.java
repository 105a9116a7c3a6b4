package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.cli.output.ListRows;
import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.FetchSource;
import dev.bookreel.delivery.SourceCheck;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code bookreel sources}: what there is to fetch from, and whether it can be reached. */
@Command(
    name = "sources",
    header = "List the sources, or try each of them.",
    description =
        "Lists where deliveries come from. With 'check', opens each source, looks for the file of"
            + " each table and reads its first byte. Stores nothing.",
    footer = {
      "",
      "Examples:",
      "  bookreel sources",
      "  bookreel sources check",
      "  bookreel sources check --from sftp://me@files.example.org/dumps"
    })
public final class SourcesCommand implements Callable<Integer> {
  private final CommonOptions options;
  private final Console console;
  private final LakeAccess lakes;

  public SourcesCommand(CommonOptions options, Console console, LakeAccess lakes) {
    this.options = options;
    this.console = console;
    this.lakes = lakes;
  }

  @Override
  public Integer call() {
    try (OpenLake lake = lakes.open(options)) {
      List<FetchSource> sources = lake.sources();
      ListRows.Builder rows = ListRows.of("source", "what", "schedule", "tables");
      for (FetchSource source : sources) {
        rows.row(
            source.name(),
            source.description(),
            schedule(lake.definition(), source),
            tables(lake.definition(), source, sources));
      }
      options.format().printer(console).print(rows.build());
      return ExitStatus.DONE;
    }
  }

  private static String schedule(LakeDefinition lake, FetchSource source) {
    return lake.sources().stream()
        .filter(it -> it.name().equals(source.name()))
        .findFirst()
        .flatMap(SourceDefinition::schedule)
        .orElse("");
  }

  /** The tables for which it is the first that delivers them. */
  private static String tables(LakeDefinition lake, FetchSource source, List<FetchSource> all) {
    return lake.tables().stream()
        .map(TableDefinition::name)
        .filter(
            table ->
                all.stream()
                    .filter(it -> it.delivers().test(table))
                    .findFirst()
                    .filter(source::equals)
                    .isPresent())
        .map(TableName::toString)
        .collect(Collectors.joining(", "));
  }

  /** Tries each source, for each table that it delivers. */
  @Command(
      name = "check",
      header = "Try each source.",
      description =
          "Opens each source, looks for the file of each table and reads its first byte. Stores"
              + " nothing. Exits with 1 if anything does not work.")
  int check() {
    try (OpenLake lake = lakes.open(options)) {
      List<SourceCheck> checks = lake.pipeline().check(lake.definition().tables(), lake.sources());
      new Reports(console, options.format()).print(checks);
      return checks.stream().allMatch(SourceCheck::works) ? ExitStatus.DONE : ExitStatus.FAILED;
    }
  }
}
