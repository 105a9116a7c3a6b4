package dev.bookreel.cli.output;

import dev.bookreel.cli.console.Console;
import dev.bookreel.engine.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.jspecify.annotations.Nullable;

/** Prints a result as CSV with a header line; null is an empty field. */
final class CsvPrinter implements RowsPrinter {
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private final Console console;

  CsvPrinter(Console console) {
    this.console = console;
  }

  @Override
  public long print(Rows rows) {
    long count = 0;
    try {
      // Not closed: closing would close standard output.
      var csv = new org.apache.commons.csv.CSVPrinter(console.out(), FORMAT);
      csv.printRecord(rows.columns());
      List<@Nullable Object> row;
      while ((row = rows.next()) != null) {
        for (Object value : row) {
          csv.print(value == null ? null : ValueText.of(value));
        }
        csv.println();
        count++;
        if (count % FLUSH_EVERY == 0) {
          console.flush();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    console.flush();
    return count;
  }
}
