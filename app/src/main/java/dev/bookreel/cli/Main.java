package dev.bookreel.cli;

import dev.bookreel.cli.command.Locations;
import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.Ending;
import dev.bookreel.cli.exit.ExitStatus;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;

/** The process's entry. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // Numbers and letters of results must not depend on where they are computed, nor times: near
    // the nights when clocks change DuckDB's driver takes the wrong offset of the default zone.
    // Not the locale without a language: Derby, in which Hive keeps its catalog, does not know it.
    Locale.setDefault(Locale.US);
    TimeZone.setDefault(TimeZone.getTimeZone(ZoneOffset.UTC));
    Console console = Console.ofProcess(System.getProperties(), System.getenv());
    Ending ending = new Ending();
    Runtime.getRuntime().addShutdownHook(new Thread(ending::begin, "ending"));
    Locations locations =
        new Locations(
            Path.of("").toAbsolutePath(),
            Optional.ofNullable(System.getProperty("bookreel.home")).map(Path::of),
            System.getenv());
    int status = Application.assembled(locations, console, System.in, ending).run(args);
    console.out().flush();
    console.err().flush();
    if (status != ExitStatus.DONE || !isSubmitted()) {
      System.exit(status);
    }
  }

  /**
   * Whether spark-submit started this: where it runs the driver on the cluster, ending the process
   * at once counts as failing.
   */
  private static boolean isSubmitted() {
    return System.getProperty("spark.master") != null;
  }
}
