package dev.bookreel.cli.output;

import dev.bookreel.cli.console.Console;
import dev.bookreel.engine.Rows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prints a result in aligned columns. The first rows decide how wide the columns are; a wider value
 * further down is cut on a terminal and sticks out elsewhere. Columns that a terminal has no room
 * for are left out, which is said on standard error.
 */
final class TablePrinter implements RowsPrinter {
  private static final int ROWS_THAT_DECIDE = 1_000;

  private final Console console;
  private final TableWidth limit;

  TablePrinter(Console console, TableWidth limit) {
    this.console = console;
    this.limit = limit;
  }

  @Override
  public long print(Rows rows) {
    List<String> header = rows.columns().stream().map(TextWidth::visible).toList();
    List<TableRow> first = first(rows);
    TableLayout layout = TableLayout.of(header, first, limit);
    printLine(layout.line(header));
    printLine(layout.underline());
    first.forEach(row -> printLine(layout.line(row.texts())));
    long count = first.size() + (first.size() < ROWS_THAT_DECIDE ? 0 : printRest(layout, rows));
    console.flush();
    if (!layout.leftOut().isEmpty()) {
      console
          .err()
          .println(
              "Not shown for lack of room: %s. Widen the terminal, or print as csv."
                  .formatted(String.join(", ", layout.leftOut())));
    }
    return count;
  }

  private TableRow shown(List<@Nullable Object> row) {
    return TableRow.of(row, !limit.equals(TableWidth.UNLIMITED));
  }

  private List<TableRow> first(Rows rows) {
    List<TableRow> first = new ArrayList<>();
    List<@Nullable Object> row;
    while (first.size() < ROWS_THAT_DECIDE && (row = rows.next()) != null) {
      first.add(shown(row));
    }
    return first;
  }

  private long printRest(TableLayout layout, Rows rows) {
    long count = 0;
    List<@Nullable Object> row;
    while ((row = rows.next()) != null) {
      printLine(layout.line(shown(row).texts()));
      count++;
      if (count % FLUSH_EVERY == 0) {
        console.flush();
      }
    }
    return count;
  }

  private void printLine(String line) {
    console.out().print(line);
    console.out().print('\n');
  }
}
