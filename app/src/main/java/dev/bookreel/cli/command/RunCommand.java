package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.cli.profile.Profile;
import dev.bookreel.cli.profile.ProfileOption;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.Moment;
import dev.bookreel.pipeline.AskReport;
import dev.bookreel.pipeline.LoadReport;
import dev.bookreel.pipeline.Pipeline;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bookreel run}: fetch, load and answer everything that is there. */
@Command(
    name = "run",
    header = "Fetch, load and answer everything that is there.",
    description =
        "Fetches what the sources deliver, loads what is new and answers every"
            + " question. Running it again changes nothing unless something new was"
            + " delivered.",
    footer = {
      "",
      "Examples:",
      "  bookreel run",
      "  bookreel run --from samples",
      "  bookreel run --from ftp://files.example.org/dumps --lake /srv/lake"
    })
public final class RunCommand implements Callable<Integer> {
  private final CommonOptions options;
  private final Console console;
  private final LakeAccess lakes;

  @Mixin private final ProfileOption profiling = new ProfileOption();

  public RunCommand(CommonOptions options, Console console, LakeAccess lakes) {
    this.options = options;
    this.console = console;
    this.lakes = lakes;
  }

  @Override
  public Integer call() {
    try (Profile profile = profiling.begin(console);
        OpenLake lake = lakes.open(options, profile::before)) {
      List<TableDefinition> tables = lake.definition().tables();
      profile.step("fetching and loading");
      Pipeline.Brought brought =
          lake.pipeline().fetchAndLoad(tables, lake.sources(), options.deliveredAt());
      profile.step("asking");
      AskReport asked = lake.pipeline().ask(lake.definition().questions(), Map.of(), Moment.NEWEST);
      profile.step("printing");
      new Reports(console, options.format()).print(brought.fetched(), brought.loads(), asked);
      boolean good =
          brought.fetched().complete()
              && brought.loads().stream().noneMatch(LoadReport::needsAttention)
              && asked.failures().isEmpty();
      return good ? ExitStatus.DONE : ExitStatus.FAILED;
    }
  }
}
