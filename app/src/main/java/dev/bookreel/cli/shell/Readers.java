package dev.bookreel.cli.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.Terminal;
import org.slf4j.LoggerFactory;

/** Makes the line readers for {@link SqlShell}. */
public final class Readers {
  private Readers() {}

  /**
   * A reader that completes names of the catalog and remembers what was typed.
   *
   * @param history where to keep it; without it, or where it cannot be kept, it ends with the shell
   */
  public static LineReader on(Terminal terminal, Catalog catalog, Optional<Path> history) {
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .appName("bookreel")
            .terminal(terminal)
            .parser(new StatementParser())
            .completer(new SqlCompleter(catalog))
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "       -> ")
            .option(LineReader.Option.CASE_INSENSITIVE, true)
            // '!' is an operator in SQL, not a reference to the history.
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
    history
        .filter(Readers::canBeKept)
        .ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
    return builder.build();
  }

  /** Where the user's history is, by the XDG base directory specification. */
  public static Optional<Path> historyFile(Map<String, String> environment) {
    Optional<Path> state =
        Optional.ofNullable(environment.get("XDG_STATE_HOME"))
            .filter(text -> text.startsWith("/"))
            .map(Path::of)
            .or(
                () ->
                    Optional.ofNullable(environment.get("HOME"))
                        .filter(text -> !text.isBlank())
                        .map(home -> Path.of(home, ".local", "state")));
    return state.map(directory -> directory.resolve("bookreel").resolve("history"));
  }

  private static boolean canBeKept(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return true;
    } catch (IOException e) {
      // Not before: the first logger of all fixes how much is logged.
      LoggerFactory.getLogger(Readers.class)
          .debug("The shell's history cannot be kept in {}", file, e);
      return false;
    }
  }
}
