package dev.bookreel.cli.console;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;

/** A console in memory. */
public final class TestConsole {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Console console;

  private TestConsole(Set<Console.Stream> terminals, int columns) {
    console = new Console(new PrintWriter(out), new PrintWriter(err, true), terminals, columns);
  }

  /** Standard output and error go to a file. */
  public static TestConsole file() {
    return new TestConsole(Set.of(), 80);
  }

  public static TestConsole terminal(int columns) {
    return new TestConsole(Set.of(Console.Stream.values()), columns);
  }

  public Console console() {
    return console;
  }

  public String out() {
    console.out().flush();
    return out.toString();
  }

  public String err() {
    console.err().flush();
    return err.toString();
  }
}
