package dev.bookreel.cli.shell;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.output.ListRows;
import dev.bookreel.cli.output.OutputFormat;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.Nearest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;

/**
 * Reads statements from a terminal and prints their results until the user quits. A statement that
 * fails ends nothing; Ctrl-C drops the line, or cancels the statement that runs.
 */
public final class SqlShell {
  private static final String PROMPT = "bookreel> ";

  private final LineReader reader;
  private final Function<String, LakeView> views;
  private final Catalog catalog;
  private OutputFormat format;

  /**
   * @param reader as {@link Readers#on} makes them
   * @param views opens the lake for a statement; called for each
   */
  public SqlShell(
      LineReader reader, Function<String, LakeView> views, Catalog catalog, OutputFormat format) {
    this.reader = reader;
    this.views = views;
    this.catalog = catalog;
    this.format = format;
  }

  /** Returns when the user quits. */
  public void run() {
    say("SQL on the lake. Statements end with ';'. Try .help or .tables, leave with .quit.");
    boolean goesOn = true;
    while (goesOn) {
      Optional<String> input = read();
      goesOn = input.isPresent() && execute(input.get().strip());
    }
  }

  /** A complete input; blank if the line was dropped, empty at the end. */
  private Optional<String> read() {
    try {
      return Optional.of(reader.readLine(PROMPT));
    } catch (UserInterruptException e) {
      return Optional.of("");
    } catch (EndOfFileException e) {
      return Optional.empty();
    }
  }

  private boolean execute(String input) {
    try {
      if (input.startsWith(".")) {
        return executeDotCommand(Arrays.asList(input.replace(";", "").split("\\s+")));
      }
      Statements.of(input).all().forEach(this::executeStatement);
    } catch (LakeException e) {
      say(String.valueOf(e.getMessage()));
    } catch (CancelledException e) {
      say("Cancelled.");
    }
    return true;
  }

  private void executeStatement(String sql) {
    AtomicBoolean cancelled = new AtomicBoolean();
    try (LakeView view = views.apply(sql)) {
      Terminal.SignalHandler before =
          reader
              .getTerminal()
              .handle(
                  Signal.INT,
                  signal -> {
                    cancelled.set(true);
                    view.cancel();
                  });
      try {
        printResult(sql, view, cancelled::get);
      } finally {
        reader.getTerminal().handle(Signal.INT, before);
      }
    } catch (LakeException e) {
      throw cancelled.get() ? new CancelledException() : e;
    }
  }

  private void printResult(String sql, LakeView view, BooleanSupplier cancelled) {
    long begun = System.nanoTime();
    try (Rows rows = view.query(Query.of(sql))) {
      long count = format.printer(console()).print(new CancellableRows(rows, cancelled));
      if (format == OutputFormat.TABLE) {
        say(summary(count, System.nanoTime() - begun));
      }
    }
  }

  private static String summary(long count, long nanos) {
    return String.format(
        Locale.ROOT, "%d %s, %.3f s", count, count == 1 ? "row" : "rows", nanos / 1e9);
  }

  private boolean executeDotCommand(List<String> words) {
    Optional<DotCommand> command = DotCommand.named(words.get(0));
    if (command.isEmpty()) {
      say("There is no command %s. ".formatted(words.get(0)) + hint(words.get(0)));
      return true;
    }
    String argument = words.size() > 1 ? words.get(1) : "";
    switch (command.get()) {
      case HELP -> help();
      case TABLES -> tables();
      case DESCRIBE -> describe(argument);
      case MODE -> mode(argument);
      case QUIT -> {
        return false;
      }
    }
    return true;
  }

  private static String hint(String word) {
    return Nearest.hint(word, DotCommand.names());
  }

  private void help() {
    for (DotCommand command : DotCommand.values()) {
      say("%-24s %s".formatted(command.usage(), command.does()));
    }
    say("Everything else is SQL and ends with ';'. Tab completes.");
  }

  private void tables() {
    ListRows.Builder rows = ListRows.of("table", "description");
    catalog.tables().forEach(table -> rows.row(table.name(), table.description()));
    OutputFormat.TABLE.printer(console()).print(rows.build());
  }

  private void describe(String name) {
    if (name.isEmpty()) {
      say("Which table? Write '.describe TABLE'; .tables lists them.");
      return;
    }
    Optional<Catalog.Table> table = catalog.table(name);
    if (table.isEmpty()) {
      say("There is no table '%s'. %s".formatted(name, Nearest.hint(name, catalog.names())));
      return;
    }
    ListRows.Builder rows = ListRows.of("column", "type");
    try (LakeView view = views.apply("describe " + table.get().name())) {
      table.get().columns(view).forEach(column -> rows.row(column.name(), column.type()));
    }
    OutputFormat.TABLE.printer(console()).print(rows.build());
  }

  private void mode(String name) {
    Optional<OutputFormat> known =
        Arrays.stream(OutputFormat.values())
            .filter(value -> value.toString().equalsIgnoreCase(name))
            .findFirst();
    if (known.isEmpty()) {
      say("Mode is %s. There are: table, json, csv.".formatted(format));
      return;
    }
    format = known.get();
  }

  private void say(String line) {
    reader.getTerminal().writer().println(line);
    reader.getTerminal().flush();
  }

  /** Made anew each time: the user may have changed the window's size. */
  private Console console() {
    Terminal terminal = reader.getTerminal();
    int columns = terminal.getSize().getColumns() > 0 ? terminal.getSize().getColumns() : 80;
    return new Console(
        terminal.writer(), terminal.writer(), EnumSet.allOf(Console.Stream.class), columns);
  }
}
