package dev.bookreel.cli.command;

import dev.bookreel.error.LakeException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code bookreel run}: fetch, load and answer everything that is there. */
@Command(
    name = "run",
    header = "Fetch, load and answer everything that is there.",
    description =
        "Fetches what the sources deliver, loads what is new and answers every"
            + " question. Running it again changes nothing unless something new was"
            + " delivered.",
    footer = {
      "",
      "Examples:",
      "  bookreel run",
      "  bookreel run --from samples",
      "  bookreel run --from ftp://files.example.org/dumps --lake /srv/lake"
    })
public final class RunCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    throw new LakeException("'bookreel run' is not part of this build.");
  }
}
