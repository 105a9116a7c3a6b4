package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.cli.output.ListRows;
import dev.bookreel.cli.output.OutputFormat;
import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.error.WrongDefinitionException;
import dev.bookreel.error.WrongDefinitionException.Problem;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code bookreel validate}: check the project's definitions. */
@Command(
    name = "validate",
    header = "Check the project's definitions.",
    description =
        "Reads lake.yaml, tables and questions, and reports everything that is wrong"
            + " with them. As json or csv: one entry a problem, with file, line, what is wrong and"
            + " the fix; none if all is well.",
    footer = {
      "",
      "Examples:",
      "  bookreel validate",
      "  bookreel validate --project my-lake",
      "  bookreel validate --format json"
    })
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
    if (options.format() != OutputFormat.TABLE) {
      return list(problems());
    }
    LakeDefinition definition = lakes.definition(options);
    console
        .out()
        .println(
            "%s is valid: %s, %s, %s."
                .formatted(
                    definition.name(),
                    counted(definition.tables().size(), "table"),
                    counted(definition.questions().size(), "question"),
                    counted(definition.sources().size(), "source")));
    console.flush();
    return ExitStatus.DONE;
  }

  private List<Problem> problems() {
    try {
      lakes.definition(options);
      return List.of();
    } catch (WrongDefinitionException e) {
      return e.problems();
    }
  }

  private int list(List<Problem> problems) {
    ListRows.Builder rows = ListRows.of("file", "line", "what", "fix");
    problems.forEach(it -> rows.row(it.file(), it.line(), it.what(), it.fix()));
    options.format().printer(console).print(rows.build());
    return problems.isEmpty() ? ExitStatus.DONE : ExitStatus.WRONG_USAGE;
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
