package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.definition.LakeDefinition;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code bookreel validate}: check the project's definitions. */
@Command(
    name = "validate",
    header = "Check the project's definitions.",
    description =
        "Reads lake.yaml, tables and questions, and reports everything that is wrong"
            + " with them.",
    footer = {"", "Examples:", "  bookreel validate", "  bookreel validate --project my-lake"})
public final class ValidateCommand implements Callable<Integer> {
  private final CommonOptions options;
  private final Console console;
  private final LakeAccess lakes;

  public ValidateCommand(CommonOptions options, Console console, LakeAccess lakes) {
    this.options = options;
    this.console = console;
    this.lakes = lakes;
  }

  @Override
  public Integer call() {
    LakeDefinition definition = lakes.definition(options);
    console
        .out()
        .println(
            "%s is valid: %d tables, %d questions, %d sources."
                .formatted(
                    definition.name(),
                    definition.tables().size(),
                    definition.questions().size(),
                    definition.sources().size()));
    console.flush();
    return ExitStatus.DONE;
  }
}
