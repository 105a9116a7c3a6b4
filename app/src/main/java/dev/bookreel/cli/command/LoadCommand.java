package dev.bookreel.cli.command;

import dev.bookreel.definition.TableName;
import dev.bookreel.error.LakeException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bookreel load}: load fetched deliveries into their tables. */
@SuppressWarnings("UnusedVariable") // read by what is to come
@Command(
    name = "load",
    header = "Load fetched deliveries into their tables.",
    description =
        "Loads the deliveries that are not loaded yet, oldest first, each in one"
            + " commit. A delivery that would delete too many records is held: look at it,"
            + " then accept it.",
    footer = {
      "",
      "Examples:",
      "  bookreel load",
      "  bookreel load vendor.books",
      "  bookreel load vendor.books --accept"
    })
public final class LoadCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "TABLE",
      description = "Only these tables, such as vendor.authors. Default: all")
  private List<TableName> tables = List.of();

  @Option(names = "--accept", description = "Load held deliveries too, whatever they delete")
  private boolean accept;

  @Override
  public Integer call() {
    throw new LakeException("'bookreel load' is not part of this build.");
  }
}
