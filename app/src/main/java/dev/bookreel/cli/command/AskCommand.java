package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.pipeline.AskReport;
import java.util.LinkedHashMap;
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
  private List<String> parameters = List.of();

  public AskCommand(CommonOptions options, Console console, LakeAccess lakes) {
    this.options = options;
    this.console = console;
    this.lakes = lakes;
  }

  private Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    for (String parameter : parameters) {
      int sign = parameter.indexOf('=');
      if (sign < 1) {
        throw new WrongUsageException(
            "-p %s: there is no '=' behind a name. Write NAME=VALUE, such as -p month=2021-12"
                .formatted(parameter));
      }
      if (values.put(parameter.substring(0, sign), parameter.substring(sign + 1)) != null) {
        throw new WrongUsageException(
            "-p %s: '%s' has a value already. Give it once"
                .formatted(parameter, parameter.substring(0, sign)));
      }
    }
    return values;
  }

  @Override
  public Integer call() {
    Map<String, String> values = values();
    try (OpenLake lake = lakes.open(options)) {
      AskReport report =
          lake.pipeline().ask(Selection.questions(lake.definition(), questions), values);
      new Reports(console, options.format()).printAnswers(report);
      return report.failures().isEmpty() ? ExitStatus.DONE : ExitStatus.FAILED;
    }
  }
}
