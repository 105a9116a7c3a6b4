package dev.bookreel.cli;

import dev.bookreel.cli.command.LakeAccess;
import dev.bookreel.cli.console.Console;
import dev.bookreel.error.LakeException;
import java.util.Locale;

/** The process's entry. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // Numbers and letters of results must not depend on where they are computed.
    Locale.setDefault(Locale.ROOT);
    Console console = Console.ofProcess(System.getProperties(), System.getenv());
    Ending ending = new Ending();
    Runtime.getRuntime().addShutdownHook(new Thread(ending::begin, "ending"));
    LakeAccess lakes =
        options -> {
          throw new LakeException("This build has no engine.");
        };
    int status = new Application(console, System.in, System.getenv(), lakes, ending).run(args);
    console.out().flush();
    console.err().flush();
    System.exit(status);
  }
}
