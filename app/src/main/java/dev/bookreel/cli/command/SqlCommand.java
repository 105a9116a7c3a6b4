package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.shell.Catalog;
import dev.bookreel.cli.shell.Readers;
import dev.bookreel.cli.shell.SqlShell;
import dev.bookreel.cli.shell.Statements;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import dev.bookreel.error.WrongUsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bookreel sql}: query the lake with SQL. */
@Command(
    name = "sql",
    header = "Query the lake with SQL.",
    description =
        "Runs one query, or the statements on standard input, or, on a terminal, an"
            + " interactive shell with history and completion. Every statement sees one"
            + " consistent state of the lake: the newest, or that of a moment in the past.",
    footer = {
      "",
      "Examples:",
      "  bookreel sql",
      "  bookreel sql 'select title, duration_mins from stream.movies limit 5'",
      "  bookreel sql 'select * from vendor.authors_history' --format csv > authors.csv",
      "  bookreel sql < report.sql",
      "  bookreel sql --as-of 2021-12-30T02:00:00Z 'select count(*) from vendor.books'",
      "  bookreel sql --at-version 0 'select count(*) from vendor.books'"
    })
public final class SqlCommand implements Callable<Integer> {
  private final CommonOptions options;
  private final Console console;
  private final InputStream in;
  private final LakeAccess lakes;
  private final Optional<Path> history;
  private final Terminals terminals;

  @Parameters(arity = "0..1", paramLabel = "QUERY", description = "One query")
  private Optional<String> query = Optional.empty();

  @Mixin private final MomentOptions moments = new MomentOptions();

  /** Where the shell runs. */
  @FunctionalInterface
  public interface Terminals {
    Terminal open() throws IOException;
  }

  /**
   * @param in standard input
   * @param history where the shell keeps what was typed
   * @param terminals open the one on which it is typed
   */
  public SqlCommand(
      CommonOptions options,
      Console console,
      InputStream in,
      LakeAccess lakes,
      Optional<Path> history,
      Terminals terminals) {
    this.options = options;
    this.console = console;
    this.in = in;
    this.lakes = lakes;
    this.history = history;
    this.terminals = terminals;
  }

  @Override
  public Integer call() throws IOException {
    if (query.isPresent()) {
      printAll(List.of(single(query.get())));
    } else if (console.isTerminal(Console.Stream.IN) && console.isTerminal(Console.Stream.OUT)) {
      openShell();
    } else {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      printAll(Statements.of(text).all());
    }
    return 0;
  }

  private static String single(String text) {
    List<String> statements = Statements.of(text).all();
    if (statements.size() != 1) {
      throw new WrongUsageException(
          statements.isEmpty()
              ? "QUERY is empty. Give one statement, such as 'select 1', or none for the shell."
              : "QUERY must be one statement, but has %d. Give several on standard input."
                  .formatted(statements.size()));
    }
    return statements.get(0);
  }

  private void printAll(List<String> statements) {
    try (OpenLake lake = lakes.open(options)) {
      for (String sql : statements) {
        try (LakeView view = view(lake, sql);
            Rows rows = view.query(Query.of(sql))) {
          options.format().printer(console).print(rows);
        }
      }
    }
  }

  private LakeView view(OpenLake lake, String sql) {
    return lake.view(moments.of(lake, List.of(sql)));
  }

  private void openShell() {
    try (OpenLake lake = lakes.open(options);
        Terminal terminal = terminals.open()) {
      Catalog catalog = Catalog.of(lake.definition());
      var reader = Readers.on(terminal, catalog, history);
      new SqlShell(reader, sql -> view(lake, sql), catalog, options.format()).run();
    } catch (IOException e) {
      throw new UncheckedIOException("The terminal cannot be used", e);
    }
  }
}
