package dev.bookreel.cli.command;

import dev.bookreel.definition.TableName;
import dev.bookreel.error.LakeException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bookreel fetch}: bring new deliveries into the raw zone. */
@SuppressWarnings("UnusedVariable") // read by what is to come
@Command(
    name = "fetch",
    header = "Bring new deliveries into the raw zone.",
    description =
        "Keeps what the sources deliver, unchanged, in the lake's raw zone. What"
            + " equals the last delivery of its table is not stored again.",
    footer = {
      "",
      "Examples:",
      "  bookreel fetch",
      "  bookreel fetch vendor.books vendor.authors",
      "  bookreel fetch --from dumps/2021-12-29 --delivered-at 2021-12-29T02:00:00Z"
    })
public final class FetchCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "TABLE",
      description = "Only these tables, such as vendor.authors. Default: all")
  private List<TableName> tables = List.of();

  @Override
  public Integer call() {
    throw new LakeException("'bookreel fetch' is not part of this build.");
  }
}
