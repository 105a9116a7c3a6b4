package dev.bookreel.cluster;

import dev.bookreel.cli.Application;
import dev.bookreel.cli.command.Lakes;
import dev.bookreel.cli.command.Locations;
import dev.bookreel.cli.command.Tables;
import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.Ending;
import dev.bookreel.source.directory.DirectorySourceKind;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs commands with one engine and with the other, in one process: Spark takes long to start. */
final class BothEngines {
  static final String SAME = "same: ";
  static final String NEXT = "--";

  private BothEngines() {}

  /**
   * @param args commands with their arguments, {@link #NEXT} between them; what both print and end
   *     with is printed
   */
  @SuppressWarnings("SystemOut")
  public static void main(String[] args) {
    List<String> command = new ArrayList<>();
    for (String arg : args) {
      if (!arg.equals(NEXT)) {
        command.add(arg);
        continue;
      }
      String embedded = run(command, "embedded");
      String spark = run(command, "spark");
      System.out.println(
          embedded.equals(spark)
              ? SAME + String.join(" ", command) + "\n" + embedded
              : "%s%nprints%n%s%nand on Spark%n%s%n".formatted(command, embedded, spark));
      command.clear();
    }
  }

  private static String run(List<String> command, String engine) {
    List<String> args = new ArrayList<>(command);
    args.add("--engine=" + engine);
    StringWriter printed = new StringWriter();
    PrintWriter out = new PrintWriter(printed);
    Console console = new Console(out, out, Set.of(), 80);
    Ending ending = new Ending();
    Path here = Path.of("").toAbsolutePath();
    int status =
        new Application(
                console,
                InputStream.nullInputStream(),
                Map.of(),
                new Lakes(
                    new Locations(here, Optional.empty(), Map.of()),
                    Map.of(),
                    List.of(new DirectorySourceKind()),
                    console,
                    ending),
                new Tables(here, Map.of(), ending),
                ending)
            .run(args.toArray(String[]::new));
    out.flush();
    return printed + "exit status " + status;
  }
}
