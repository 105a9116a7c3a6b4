package dev.bookreel.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Measures what Bookreel takes for small and large work, as whole processes, beside DuckDB alone
 * doing the same in the same run; prints a table and writes it as JSON and as a chart.
 */
public final class Speed {
  private static final String USAGE =
      "Usage: Speed [--work DIR] [--scale X] [--runs N] [--to DIR] [--markdown] [ROW...]; rows: "
          + String.join(", ", SpeedRows.NAMES);

  private Speed() {}

  /**
   * @param args {@code --work DIR}: for data and lakes, by default a temporary folder, deleted at
   *     the end either way; {@code --scale X}: of all sizes but the real data's, by default 1;
   *     {@code --runs N}: of small rows, by default 5; {@code --to DIR}: where {@code speed.json}
   *     and {@code speed.svg} go; {@code --markdown}: how the table is printed; rows' names
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path work = Path.of(System.getProperty("java.io.tmpdir"));
    Path to = Path.of("").toAbsolutePath();
    double scale = 1;
    int runs = 5;
    boolean markdown = false;
    Set<String> wanted = new TreeSet<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--work" -> work = Path.of(value(args, ++i)).toAbsolutePath();
        case "--scale" -> scale = Double.parseDouble(value(args, ++i));
        case "--runs" -> runs = Integer.parseInt(value(args, ++i));
        case "--to" -> to = Path.of(value(args, ++i)).toAbsolutePath();
        case "--markdown" -> markdown = true;
        default -> wanted.add(args[i]);
      }
    }
    if (!SpeedRows.NAMES.containsAll(wanted)) {
      throw new IllegalArgumentException(USAGE);
    }
    String machine = machine();
    print(machine);
    Path folder = Files.createTempDirectory(Files.createDirectories(work), "bookreel-speed-");
    try {
      SpeedRows rows = new SpeedRows(WholeCommand.checkout(), folder, scale, runs);
      List<Figure> figures = new ArrayList<>();
      for (String name : SpeedRows.NAMES) {
        if (wanted.isEmpty() || wanted.contains(name)) {
          Figure figure = rows.measure(name);
          print(name + String.format(Locale.ROOT, ": %.2f s", figure.seconds().median()));
          figures.add(figure);
        }
      }
      print(markdown ? FigureTable.markdown(figures) : FigureTable.aligned(figures));
      Files.createDirectories(to);
      Files.writeString(to.resolve("speed.json"), FigureTable.json(machine, scale, figures));
      SpeedChart.write(figures, to.resolve("speed.svg"));
    } finally {
      WholeCommand.delete(folder);
    }
  }

  private static String value(String[] args, int index) {
    if (index == args.length) {
      throw new IllegalArgumentException(USAGE);
    }
    return args[index];
  }

  private static String machine() {
    return String.format(
        Locale.ROOT,
        "%d processors, load %.1f before, Java %d",
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.version().feature());
  }

  @SuppressWarnings("SystemOut")
  private static void print(String line) {
    System.out.println(line);
  }
}
