package dev.bookreel.cli;

import dev.bookreel.cli.command.Version;
import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.console.OutputClosedException;
import dev.bookreel.cli.exit.Ending;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.WrongDefinitionException;
import dev.bookreel.error.WrongUsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Turns what a command threw into a message and an exit status. What was foreseen is a message
 * without a stack trace, and so is a disk that fails; everything else is a bug, and its trace goes
 * to a file.
 */
final class FailureReport {
  private final Console console;
  private final Ending ending;

  FailureReport(Console console, Ending ending) {
    this.console = console;
    this.ending = ending;
  }

  int report(Throwable failure, boolean verbose) {
    if (ending.hasBegun()) {
      return ExitStatus.INTERRUPTED;
    }
    if (failure instanceof OutputClosedException) {
      return ExitStatus.OUTPUT_CLOSED;
    }
    console.out().flush();
    if (failure instanceof OutOfMemoryError) {
      say("Out of memory. Allow Java more, for example with BOOKREEL_JAVA_OPTS=-Xmx4g.");
    } else if (failure instanceof WrongDefinitionException wrong && wrong.problems().size() > 1) {
      say("The project's files have %d problems:".formatted(wrong.problems().size()));
      console.err().println(wrong.getMessage());
    } else if (failure instanceof LakeException) {
      say(String.valueOf(failure.getMessage()));
    } else {
      say(disk(failure).orElseGet(() -> bug(failure)));
    }
    if (verbose) {
      failure.printStackTrace(console.err());
    }
    return failure instanceof WrongDefinitionException || failure instanceof WrongUsageException
        ? ExitStatus.WRONG_USAGE
        : ExitStatus.FAILED;
  }

  private void say(String message) {
    console.err().println("bookreel: " + message);
  }

  /** Empty unless the operating system could not read or write: that is nobody's bug. */
  private static Optional<String> disk(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Optional<String> what =
          cause instanceof FileSystemException file && file.getReason() != null
              ? Optional.of("Cannot use %s: %s".formatted(file.getFile(), file.getReason()))
              : Optional.of(cause)
                  .filter(it -> it.getClass() == IOException.class)
                  .map(it -> "Reading or writing failed: " + it.getMessage());
      if (what.isPresent()) {
        return what.map(
            it ->
                it + ". What was committed stays. Check the disk, then run the same command again");
      }
    }
    return Optional.empty();
  }

  private static String bug(Throwable failure) {
    String what = "This is a bug in Bookreel: " + failure;
    try {
      return what + ". The details are in " + writeTrace(failure) + ".";
    } catch (IOException e) {
      return what + ". The details could not be written (" + e + "): try --verbose.";
    }
  }

  /** The file does not hold the command line or the environment: they may hold secrets. */
  private static Path writeTrace(Throwable failure) throws IOException {
    String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "-");
    Path file = Files.createTempFile("bookreel-error-" + time + "-", ".log");
    try (var writer = new PrintWriter(Files.newBufferedWriter(file))) {
      writer.println(Version.text());
      writer.println(System.getProperty("os.name") + " on " + System.getProperty("os.arch"));
      failure.printStackTrace(writer);
    }
    return file;
  }
}
