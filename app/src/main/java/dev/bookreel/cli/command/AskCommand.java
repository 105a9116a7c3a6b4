package dev.bookreel.cli.command;

import dev.bookreel.error.LakeException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bookreel ask}: answer questions and keep the answers. */
@SuppressWarnings("UnusedVariable") // read by what is to come
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

  @Override
  public Integer call() {
    throw new LakeException("'bookreel ask' is not part of this build.");
  }
}
