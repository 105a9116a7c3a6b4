package dev.bookreel.engine.embedded;

/** Shows where in a query something is. */
public final class SqlText {
  private SqlText() {}

  /** The line of the query, on a line of its own, and a caret under the position. */
  public static String pointer(String sql, int position) {
    int start = sql.lastIndexOf('\n', position - 1) + 1;
    int end = sql.indexOf('\n', position);
    long line = sql.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
    String shown = sql.substring(start, end < 0 ? sql.length() : end);
    String label = "line " + line + ": ";
    return "\n" + label + shown + "\n" + " ".repeat(label.length() + position - start) + "^";
  }
}
