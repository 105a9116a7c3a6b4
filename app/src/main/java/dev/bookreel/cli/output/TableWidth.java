package dev.bookreel.cli.output;

import dev.bookreel.cli.console.Console;

/** The widest that a line of a table may be. */
record TableWidth(int columns) {
  static final TableWidth UNLIMITED = new TableWidth(Integer.MAX_VALUE);

  /** The terminal's; files and pipes take everything. */
  static TableWidth of(Console console) {
    return console.isTerminal(Console.Stream.OUT) ? new TableWidth(console.columns()) : UNLIMITED;
  }
}
