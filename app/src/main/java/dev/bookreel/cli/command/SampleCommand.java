package dev.bookreel.cli.command;

import dev.bookreel.error.LakeException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bookreel sample}: make sample deliveries. */
@SuppressWarnings("UnusedVariable") // read by what is to come
@Command(
    name = "sample",
    header = "Make sample deliveries.",
    description = {"Writes small deliveries of several nights, to try Bookreel with."},
    footer = {"", "Examples:", "  bookreel sample --to samples", "  bookreel run --from samples"})
public final class SampleCommand implements Callable<Integer> {

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Where to write them. Default: ${DEFAULT-VALUE}")
  private Path directory = Path.of("samples");

  @Override
  public Integer call() {
    throw new LakeException("'bookreel sample' is not part of this build.");
  }
}
