package dev.bookreel.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Figures as people and programs read them. */
final class FigureTable {
  private static final String SPARK = "Spark";
  private static final List<String> HEADER =
      List.of(
          "row",
          "what",
          "runs",
          "seconds",
          "least",
          "most",
          "DuckDB",
          "ratio",
          SPARK,
          "MB",
          "MB written",
          "files");

  private FigureTable() {}

  private static List<String> cells(Figure figure) {
    return List.of(
        figure.name(),
        figure.what(),
        String.valueOf(figure.runs()),
        decimal(figure.seconds().median()),
        decimal(figure.seconds().least()),
        decimal(figure.seconds().greatest()),
        figure.floor().map(it -> decimal(it.median())).orElse("–"),
        figure.ratio().map(FigureTable::decimal).orElse("–"),
        figure.spark().map(FigureTable::decimal).orElse("–"),
        megabytes(figure.peakBytes()),
        megabytes(figure.bytes()),
        String.valueOf(figure.files()));
  }

  private static String decimal(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
  }

  /** Texts to the left, numbers to the right. */
  static String aligned(List<Figure> figures) {
    List<List<String>> rows = rows(figures);
    StringBuilder table = new StringBuilder();
    for (List<String> row : rows) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = rows.stream().mapToInt(it -> it.get(column).length()).max().orElse(0);
        String padding = " ".repeat(width - row.get(i).length());
        cells.add(i < 2 ? row.get(i) + padding : padding + row.get(i));
      }
      table.append(String.join("  ", cells).stripTrailing()).append('\n');
    }
    return table.toString();
  }

  static String markdown(List<Figure> figures) {
    List<List<String>> rows = rows(figures);
    rows.add(1, rows.get(0).stream().map(name -> "---").collect(Collectors.toList()));
    return rows.stream()
        .map(row -> "| " + String.join(" | ", row) + " |\n")
        .collect(Collectors.joining());
  }

  /** The header first; without a column for Spark if it was not measured. */
  private static List<List<String>> rows(List<Figure> figures) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(new ArrayList<>(HEADER));
    figures.forEach(figure -> rows.add(new ArrayList<>(cells(figure))));
    if (figures.stream().allMatch(figure -> figure.spark().isEmpty())) {
      rows.forEach(row -> row.remove(HEADER.indexOf(SPARK)));
    }
    return rows;
  }

  /** Names and texts are the program's own: none needs an escape. */
  static String json(String machine, double scale, List<Figure> figures) {
    return figures.stream()
        .map(
            it ->
                String.format(
                    Locale.ROOT,
                    "    {\"row\": \"%s\", \"what\": \"%s\", \"runs\": %d, \"seconds\": %s, \"duckdb_seconds\": %s, \"spark_seconds\": %s, \"peak_bytes\": %d, \"bytes_written\": %d, \"files\": %d}",
                    it.name(),
                    it.what(),
                    it.runs(),
                    json(it.seconds()),
                    it.floor().map(FigureTable::json).orElse("null"),
                    it.spark().map(FigureTable::decimal).orElse("null"),
                    it.peakBytes(),
                    it.bytes(),
                    it.files()))
        .collect(
            Collectors.joining(
                ",\n",
                String.format(
                    Locale.ROOT,
                    "{\n  \"machine\": \"%s\",\n  \"scale\": %s,\n  \"rows\": [\n",
                    machine,
                    scale),
                "\n  ]\n}\n"));
  }

  private static String json(Spread spread) {
    return String.format(
        Locale.ROOT,
        "{\"least\": %.3f, \"median\": %.3f, \"greatest\": %.3f}",
        spread.least(),
        spread.median(),
        spread.greatest());
  }
}
