package dev.bookreel.cli.command;

import dev.bookreel.definition.TableName;
import dev.bookreel.error.LakeException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bookreel history}: show what was loaded into a table, and when. */
@SuppressWarnings("UnusedVariable") // read by what is to come
@Command(
    name = "history",
    header = "Show what was loaded into a table, and when.",
    description = {"Shows a table's loads: what each delivery inserted, updated and deleted."},
    footer = {"", "Examples:", "  bookreel history vendor.authors"})
public final class HistoryCommand implements Callable<Integer> {

  @Parameters(paramLabel = "TABLE", description = "Such as vendor.authors")
  private @Nullable TableName table;

  @Override
  public Integer call() {
    throw new LakeException("'bookreel history' is not part of this build.");
  }
}
