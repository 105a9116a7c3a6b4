package dev.bookreel.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The names of the commands. Reading what all of them understand takes longer than the rest of a
 * start, so only those that a command line names are put together.
 */
final class Commands {
  static final List<String> NAMES =
      List.of(
          "run",
          "fetch",
          "sources",
          "load",
          "ask",
          "sql",
          "tables",
          "describe",
          "show",
          "history",
          "diff",
          "status",
          "quarantine",
          "replay",
          "rebuild",
          "compact",
          "verify",
          "clean",
          "validate",
          "sample",
          "generate-completion",
          "help");

  /** These show what there is. */
  private static final List<String> NEED_ALL = List.of("generate-completion", "help");

  private static final List<String> VERSION = List.of("-V", "--version");

  private static final String SETTING = "--spark.";

  private Commands() {}

  /** Spark's settings have many names: {@code --spark.KEY=VALUE} is the option with that value. */
  static String[] withoutShortForms(String... args) {
    return Arrays.stream(args)
        .map(word -> word.startsWith(SETTING) ? "--spark=" + word.substring(2) : word)
        .toArray(String[]::new);
  }

  /** A superset of the commands that a command line means: its words that are names. */
  static Collection<String> neededFor(String... args) {
    List<String> words = Arrays.asList(args);
    if (words.size() == 1 && VERSION.contains(words.get(0))) {
      return List.of();
    }
    List<String> named = NAMES.stream().filter(words::contains).toList();
    boolean all = named.isEmpty() || named.stream().anyMatch(NEED_ALL::contains);
    return all ? NAMES : named;
  }
}
