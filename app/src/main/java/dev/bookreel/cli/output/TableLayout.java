package dev.bookreel.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Which columns of a table are shown, how wide each is, and which hold numbers. */
final class TableLayout {
  static final String GAP = "  ";

  /** A text column is cut down to this before whole columns are left out. */
  private static final int NARROWEST = 12;

  private final TableWidth limit;
  private final List<String> header;
  private final boolean[] numeric;
  private final boolean[] text;
  private final int[] widths;
  private final int shown;

  private TableLayout(
      TableWidth limit, List<String> header, boolean[] numeric, boolean[] text, int[] widths) {
    this.limit = limit;
    this.header = header;
    this.numeric = numeric;
    this.text = text;
    this.widths = widths;
    this.shown = fitting();
    narrow();
  }

  /** A layout in which the header and these rows fit, as far as the limit allows it. */
  static TableLayout of(List<String> header, List<TableRow> rows, TableWidth limit) {
    boolean[] numeric = new boolean[header.size()];
    boolean[] text = new boolean[header.size()];
    int[] widths = new int[header.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      numeric[i] = !rows.isEmpty() && rows.stream().allMatch(row -> row.mayBeNumber(column));
      text[i] = rows.stream().anyMatch(row -> row.isText(column));
      widths[i] = TextWidth.of(header.get(i));
      for (TableRow row : rows) {
        widths[i] = Math.max(widths[i], TextWidth.of(row.texts().get(i)));
      }
    }
    return new TableLayout(limit, header, numeric, text, widths);
  }

  /** The columns at the end for which there is no room. */
  List<String> leftOut() {
    return header.subList(shown, header.size());
  }

  /** One line: numbers to the right, all else to the left, no blanks at the end. */
  String line(List<String> texts) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < shown; i++) {
      String value = limit.equals(TableWidth.UNLIMITED) ? texts.get(i) : cut(texts.get(i), i);
      String padding = " ".repeat(Math.max(0, widths[i] - TextWidth.of(value)));
      line.append(i == 0 ? "" : GAP).append(numeric[i] ? padding + value : value + padding);
    }
    return TextWidth.cut(line.toString().stripTrailing(), limit.columns());
  }

  String underline() {
    List<String> dashes = new ArrayList<>();
    for (int i = 0; i < shown; i++) {
      dashes.add("-".repeat(widths[i]));
    }
    return TextWidth.cut(String.join(GAP, dashes), limit.columns());
  }

  /** A number that lost digits would be another number, a time another time. */
  private String cut(String value, int column) {
    return text[column] ? TextWidth.cut(value, widths[column]) : value;
  }

  /** How many columns fit when their texts are cut; at least the first. */
  private int fitting() {
    int columns = widths.length;
    while (columns > 1 && total(columns, this::least) > limit.columns()) {
      columns--;
    }
    return columns;
  }

  /** The first column often is what a row is called by: it keeps up to half of the line. */
  private int least(int column) {
    int least = column == 0 ? Math.max(NARROWEST, limit.columns() / 2) : NARROWEST;
    return text[column] ? Math.min(widths[column], least) : widths[column];
  }

  /** Takes from the widest text column until the line fits or none can give more. */
  private void narrow() {
    int excess = total(shown, i -> widths[i]) - limit.columns();
    for (int widest = widestText(); excess > 0 && widest >= 0; widest = widestText()) {
      widths[widest]--;
      excess--;
    }
  }

  private int widestText() {
    int widest = -1;
    for (int i = 0; i < shown; i++) {
      if (widths[i] > least(i) && (widest < 0 || widths[i] >= widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }

  private static int total(int columns, IntUnaryOperator width) {
    return GAP.length() * (columns - 1) + IntStream.range(0, columns).map(width).sum();
  }
}
