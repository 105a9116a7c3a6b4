package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.pipeline.AskReport;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bookreel ask}: answer questions and keep the answers. */
@Command(
    name = "ask",
    header = "Answer questions and keep the answers.",
    description =
        "Answers all questions, or those named. An answer is kept in a table of"
            + " 'analytics' with its parameters and the versions it was computed from.",
    footer = {
      "",
      "Examples:",
      "  bookreel ask",
      "  bookreel ask median-stream-size -p month=2021-12",
      "  bookreel ask outage-users -p 'from=2021-12-25 07:00' --format json"
    })
public final class AskCommand implements Callable<Integer> {
  private final CommonOptions options;
  private final Console console;
  private final LakeAccess lakes;

  @Parameters(
      arity = "0..*",
      paramLabel = "QUESTION",
      description = "Only these questions, such as median-stream-size. Default: all")
  private List<String> questions = List.of();

  @Option(
      names = {"-p", "--parameter"},
      paramLabel = "NAME=VALUE",
      description = "A value for a question's parameter; repeatable")
  private Map<String, String> parameters = Map.of();

  public AskCommand(CommonOptions options, Console console, LakeAccess lakes) {
    this.options = options;
    this.console = console;
    this.lakes = lakes;
  }

  @Override
  public Integer call() {
    try (OpenLake lake = lakes.open(options)) {
      AskReport report =
          lake.pipeline().ask(Selection.questions(lake.definition(), questions), parameters);
      new Reports(console, options.format()).printAnswers(report);
      return report.failures().isEmpty() ? ExitStatus.DONE : ExitStatus.FAILED;
    }
  }
}
