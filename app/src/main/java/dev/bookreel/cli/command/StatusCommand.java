package dev.bookreel.cli.command;

import dev.bookreel.error.LakeException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code bookreel status}: show what was delivered, loaded, held or quarantined. */
@Command(
    name = "status",
    header = "Show what was delivered, loaded, held or quarantined.",
    description = {"Shows where each table stands and what needs somebody's attention."},
    footer = {"", "Examples:", "  bookreel status", "  bookreel status --format json"})
public final class StatusCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    throw new LakeException("'bookreel status' is not part of this build.");
  }
}
