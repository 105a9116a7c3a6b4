package dev.bookreel.cli.command;

import dev.bookreel.error.LakeException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code bookreel tables}: list the tables. */
@Command(
    name = "tables",
    header = "List the tables.",
    description = {"Lists every table with its records, versions and last delivery."},
    footer = {"", "Examples:", "  bookreel tables", "  bookreel tables --format json"})
public final class TablesCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    throw new LakeException("'bookreel tables' is not part of this build.");
  }
}
