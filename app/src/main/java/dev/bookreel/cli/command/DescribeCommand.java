package dev.bookreel.cli.command;

import dev.bookreel.definition.TableName;
import dev.bookreel.error.LakeException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bookreel describe}: show a table's columns, key and checks. */
@SuppressWarnings("UnusedVariable") // read by what is to come
@Command(
    name = "describe",
    header = "Show a table's columns, key and checks.",
    description = {"Shows what a table holds and how its deliveries are read."},
    footer = {"", "Examples:", "  bookreel describe vendor.authors"})
public final class DescribeCommand implements Callable<Integer> {

  @Parameters(paramLabel = "TABLE", description = "Such as vendor.authors")
  private @Nullable TableName table;

  @Override
  public Integer call() {
    throw new LakeException("'bookreel describe' is not part of this build.");
  }
}
