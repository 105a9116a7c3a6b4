package dev.bookreel.cli.command;

import dev.bookreel.definition.TableName;
import dev.bookreel.error.LakeException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bookreel rebuild}: make a table's history anew from the raw zone. */
@SuppressWarnings("UnusedVariable") // read by what is to come
@Command(
    name = "rebuild",
    header = "Make a table's history anew from the raw zone.",
    description =
        "Loads all deliveries of a table again, in the order of their delivery, and"
            + " replaces its history by the result in one commit. For deliveries that came"
            + " late, and for changed definitions.",
    footer = {"", "Examples:", "  bookreel rebuild stream.streams"})
public final class RebuildCommand implements Callable<Integer> {

  @Parameters(paramLabel = "TABLE", description = "Such as vendor.authors")
  private @Nullable TableName table;

  @Override
  public Integer call() {
    throw new LakeException("'bookreel rebuild' is not part of this build.");
  }
}
