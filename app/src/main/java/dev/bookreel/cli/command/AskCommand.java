package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.cli.profile.Profile;
import dev.bookreel.cli.profile.ProfileOption;
import dev.bookreel.definition.Question;
import dev.bookreel.engine.Moment;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.pipeline.Again;
import dev.bookreel.pipeline.AskReport;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "  bookreel ask outage-users -p 'from=2021-12-25 07:00' --format json",
      "  bookreel ask median-stream-size --as-of 2021-12-30T02:00:00Z",
      "  bookreel ask median-stream-size --again 2022-01-01T03:00:00.123Z"
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

  @Option(
      names = "--again",
      paramLabel = "ASKED_AT",
      description =
          "Compute the answer again that was given at this instant, on the versions it recorded, and"
              + " compare; nothing is written")
  private Optional<Instant> again = Optional.empty();

  @Mixin private final ProfileOption profiling = new ProfileOption();

  @Mixin private final MomentOptions moments = new MomentOptions();

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
    if (again.isPresent()) {
      return again(again.get(), values);
    }
    try (Profile profile = profiling.begin(console);
        OpenLake lake = lakes.open(options, profile::before)) {
      profile.step("asking");
      List<Question> asked = Selection.questions(lake.definition(), questions);
      Moment moment =
          moments.of(lake, asked.stream().map(Question::sql).collect(Collectors.toList()));
      AskReport report = lake.pipeline().ask(asked, values, moment);
      profile.step("printing");
      new Reports(console, options.format()).printAnswers(report);
      return report.failures().isEmpty() ? ExitStatus.DONE : ExitStatus.FAILED;
    }
  }

  private int again(Instant askedAt, Map<String, String> values) {
    if (!moments.areAbsent()) {
      throw new WrongUsageException(
          "--again computes on what the answer itself recorded. Leave out --as-of, --at-version and"
              + " --at-commit-time");
    }
    if (questions.size() != 1) {
      throw new WrongUsageException(
          "--again computes the answer to one question, but %d are named. Name one, such as 'bookreel ask median-stream-size --again %s'"
              .formatted(questions.size(), askedAt));
    }
    try (Profile profile = profiling.begin(console);
        OpenLake lake = lakes.open(options, profile::before)) {
      profile.step("asking");
      Question question = Selection.questions(lake.definition(), questions).get(0);
      List<Again> computed = lake.pipeline().askAgain(question, askedAt, values);
      profile.step("printing");
      new AgainReport(console, options.format()).print(computed);
      return computed.stream().allMatch(Again::isSame) ? ExitStatus.DONE : ExitStatus.FAILED;
    }
  }
}
