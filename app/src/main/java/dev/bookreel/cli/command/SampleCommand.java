package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.cli.output.ListRows;
import dev.bookreel.cli.output.OutputFormat;
import dev.bookreel.cli.progress.Progress;
import dev.bookreel.sample.SampleMaker;
import dev.bookreel.sample.SampleSpec;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bookreel sample}: make sample deliveries. */
@Command(
    name = "sample",
    header = "Make sample deliveries.",
    description = {
      "Writes deliveries of several nights in the shape of the real ones, small or as large as asked for, with the flaws that real ones have."
    },
    footer = {
      "",
      "Examples:",
      "  bookreel sample --to trial",
      "  bookreel run --from trial --lake trial-lake",
      "  bookreel sample --nights 2 --streams 60000000 --reviews 2000000 --seed 1 --to large"
    })
public final class SampleCommand implements Callable<Integer> {

  private final CommonOptions options;
  private final Console console;

  @Option(
      names = "--nights",
      paramLabel = "N",
      description = "How many nights of deliveries. Default: ${DEFAULT-VALUE}")
  private int nights = SampleSpec.standard().nights();

  @Option(
      names = "--streams",
      paramLabel = "N",
      description = "How many sessions, over all nights. Default: ${DEFAULT-VALUE}")
  private long streams = SampleSpec.standard().streams();

  @Option(
      names = "--reviews",
      paramLabel = "N",
      description = "How many reviews in the first dump. Default: ${DEFAULT-VALUE}")
  private long reviews = SampleSpec.standard().reviews();

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "The same seed gives the same bytes. Default: ${DEFAULT-VALUE}")
  private long seed = SampleSpec.standard().seed();

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      description = "Where to write them: a directory that is empty or does not exist")
  private Path directory = Path.of("samples");

  public SampleCommand(CommonOptions options, Console console) {
    this.options = options;
    this.console = console;
  }

  @Override
  public Integer call() {
    SampleSpec spec = new SampleSpec(nights, streams, reviews, seed);
    long[] written = {0};
    try (Progress.Task task = Progress.on(console).begin("writing " + directory, 0)) {
      new SampleMaker(
              spec,
              bytes -> {
                task.advance(bytes - written[0]);
                written[0] = bytes;
              })
          .write(directory);
    }
    if (options.format() == OutputFormat.TABLE) {
      String count = spec.nights() == 1 ? "1 night" : spec.nights() + " nights";
      console.out().println("%s: %s, %d bytes".formatted(directory, count, written[0]));
      console.flush();
    } else {
      ListRows.Builder row = ListRows.of("directory", "nights", "bytes");
      row.row(directory.toString(), spec.nights(), written[0]);
      options.format().printer(console).print(row.build());
    }
    return ExitStatus.DONE;
  }
}
