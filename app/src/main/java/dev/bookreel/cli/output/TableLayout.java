package dev.bookreel.cli.output;

import java.util.ArrayList;
import java.util.List;

/** How wide each column of a table is, and which hold numbers. */
final class TableLayout {
  static final String GAP = "  ";

  /** A text column is cut down to this before the end of the line is. */
  private static final int NARROWEST = 12;

  private final TableWidth limit;
  private final boolean[] numeric;
  private final int[] widths;

  private TableLayout(TableWidth limit, boolean[] numeric, int[] widths) {
    this.limit = limit;
    this.numeric = numeric;
    this.widths = widths;
  }

  /** A layout in which the header and these rows fit, as far as the limit allows it. */
  static TableLayout of(List<String> header, List<TableRow> rows, TableWidth limit) {
    boolean[] numeric = new boolean[header.size()];
    int[] widths = new int[header.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      numeric[i] = !rows.isEmpty() && rows.stream().allMatch(row -> row.mayBeNumber(column));
      widths[i] = TextWidth.of(header.get(i));
      for (TableRow row : rows) {
        widths[i] = Math.max(widths[i], TextWidth.of(row.texts().get(i)));
      }
    }
    TableLayout layout = new TableLayout(limit, numeric, widths);
    layout.narrow();
    return layout;
  }

  /** One line: numbers to the right, all else to the left, no blanks at the end. */
  String line(List<String> texts) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String text = limit.equals(TableWidth.UNLIMITED) ? texts.get(i) : fitting(texts.get(i), i);
      String padding = " ".repeat(Math.max(0, widths[i] - TextWidth.of(text)));
      line.append(i == 0 ? "" : GAP).append(numeric[i] ? padding + text : text + padding);
    }
    return TextWidth.cut(line.toString().stripTrailing(), limit.columns());
  }

  String underline() {
    List<String> dashes = new ArrayList<>();
    for (int width : widths) {
      dashes.add("-".repeat(width));
    }
    return TextWidth.cut(String.join(GAP, dashes), limit.columns());
  }

  /** A number that lost digits would be another number. */
  private String fitting(String text, int column) {
    return numeric[column] ? text : TextWidth.cut(text, widths[column]);
  }

  /** Takes from the widest text column until the line fits or none can give more. */
  private void narrow() {
    for (int excess = total() - limit.columns(); excess > 0; excess--) {
      int widest = widestText();
      if (widest < 0) {
        return;
      }
      widths[widest]--;
    }
  }

  private int widestText() {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      if (!numeric[i] && widths[i] > NARROWEST && (widest < 0 || widths[i] >= widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }

  private int total() {
    int total = GAP.length() * (widths.length - 1);
    for (int width : widths) {
      total += width;
    }
    return total;
  }
}
