package dev.bookreel.cli.shell;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the shell understands beside SQL. */
enum DotCommand {
  HELP("", "this list"),
  TABLES("", "the tables that queries can read"),
  DESCRIBE(" TABLE", "a table's columns"),
  MODE(" table|json|csv", "how results are printed"),
  QUIT("", "leave; so does Ctrl-D");

  private final String arguments;
  private final String does;

  DotCommand(String arguments, String does) {
    this.arguments = arguments;
    this.does = does;
  }

  static Optional<DotCommand> named(String word) {
    return Arrays.stream(values()).filter(c -> c.word().equalsIgnoreCase(word)).findFirst();
  }

  static List<String> names() {
    return Arrays.stream(values()).map(DotCommand::word).toList();
  }

  String word() {
    return "." + name().toLowerCase(Locale.ROOT);
  }

  String usage() {
    return word() + arguments;
  }

  String does() {
    return does;
  }
}
