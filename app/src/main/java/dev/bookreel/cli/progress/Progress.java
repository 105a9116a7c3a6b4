package dev.bookreel.cli.progress;

import dev.bookreel.cli.console.Console;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * Shows tasks on standard error: a bar each on a terminal, lines elsewhere. For use by one thread
 * at a time.
 */
public interface Progress {
  /** Of what {@link #beginParts} begins: so many are the whole. */
  long PARTS = 1_000_000;

  /**
   * Begins a task. Several may be under way.
   *
   * @param name what is being done, for example {@code fetching vendor.books}
   * @param totalBytes how much there is to do; 0 or less if nobody knows
   */
  Task begin(String name, long totalBytes);

  /**
   * Begins a task of which only the share is known that is done.
   *
   * @param name for example {@code comparing vendor.books}
   * @return advances in {@link #PARTS}
   */
  Task beginParts(String name);

  /** Prints a line for good, above what is shown of the tasks. */
  void say(String line);

  /** A task under way. Closing it ends its display; closing twice is allowed. */
  interface Task extends AutoCloseable {

    /** So many bytes more are done. Cheap: may be called for every buffer. */
    void advance(long bytes);

    @Override
    void close();
  }

  /** The progress that suits the console. */
  static Progress on(Console console) {
    PrintWriter err = console.err();
    return console.isTerminal(Console.Stream.ERR)
        ? new ProgressBar(err, console.columns(), System::nanoTime)
        : new ProgressLines(err, System::nanoTime);
  }

  /** For commands that are to be silent. */
  static Progress none() {
    return new SilentProgress();
  }

  /** Nanoseconds of a clock that only goes forward. */
  interface Ticker extends LongSupplier {}
}
