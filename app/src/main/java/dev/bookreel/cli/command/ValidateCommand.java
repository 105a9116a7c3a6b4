package dev.bookreel.cli.command;

import dev.bookreel.error.LakeException;
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

  @Override
  public Integer call() {
    throw new LakeException("'bookreel validate' is not part of this build.");
  }
}
