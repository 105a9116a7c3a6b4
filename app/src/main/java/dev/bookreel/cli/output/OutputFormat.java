package dev.bookreel.cli.output;

import dev.bookreel.cli.console.Console;
import java.util.Locale;

/** How results are printed. */
public enum OutputFormat {
  TABLE,
  JSON,
  CSV;

  /** A printer for results on standard output. */
  public RowsPrinter printer(Console console) {
    return switch (this) {
      case TABLE -> new TablePrinter(console, TableWidth.of(console));
      case JSON -> new JsonPrinter(console);
      case CSV -> new CsvPrinter(console);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
