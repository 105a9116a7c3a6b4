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
      "Usage: Speed [--work DIR] [--scale X] [--runs N] [--to DIR] [--markdown] [--peers] [--growth | ROW...]; rows: "
          + String.join(", ", SpeedRows.NAMES);

  private Speed() {}

  /**
   * @param args {@code --work DIR}: for data and lakes, by default a temporary folder, deleted at
   *     the end either way; {@code --scale X}: of all sizes but the real data's, by default 1;
   *     {@code --runs N}: of small rows, by default 5; {@code --to DIR}: where {@code speed.json}
   *     and {@code speed.svg} go; {@code --markdown}: how the table is printed; {@code --peers}:
   *     the runs on Spark too, once; {@code --growth}: how cost grows, to {@code growth.json} and
   *     {@code growth.svg}, instead of rows; rows' names
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path work = Path.of(System.getProperty("java.io.tmpdir"));
    Path to = Path.of("").toAbsolutePath();
    double scale = 1;
    int runs = 5;
    boolean markdown = false;
    boolean peers = false;
    boolean growth = false;
    Set<String> wanted = new TreeSet<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--work" -> work = Path.of(value(args, ++i)).toAbsolutePath();
        case "--scale" -> scale = Double.parseDouble(value(args, ++i));
        case "--runs" -> runs = Integer.parseInt(value(args, ++i));
        case "--to" -> to = Path.of(value(args, ++i)).toAbsolutePath();
        case "--markdown" -> markdown = true;
        case "--peers" -> peers = true;
        case "--growth" -> growth = true;
        default -> wanted.add(args[i]);
      }
    }
    if (!SpeedRows.NAMES.containsAll(wanted)) {
      throw new IllegalArgumentException(USAGE);
    }
    String machine = machine();
    print(machine);
    Path folder = Files.createTempDirectory(Files.createDirectories(work), "bookreel-speed-");
    Files.createDirectories(to);
    try {
      Programs programs = new Programs(WholeCommand.checkout(), folder);
      if (growth) {
        GrowthReport report = new GrowthReport(new Growth(programs, scale, runs).measure());
        print(report.markdown());
        Files.writeString(to.resolve("growth.json"), report.json(machine, scale));
        report.draw(to.resolve("growth.svg"));
        return;
      }
      SpeedRows rows = new SpeedRows(programs, scale, runs, peers);
      List<Figure> figures = new ArrayList<>();
      for (String name : SpeedRows.NAMES) {
        if (wanted.isEmpty() || wanted.contains(name)) {
          Figure figure = rows.measure(name);
          print(name + String.format(Locale.ROOT, ": %.2f s", figure.seconds().median()));
          figures.add(figure);
        }
      }
      print(markdown ? FigureTable.markdown(figures) : FigureTable.aligned(figures));
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
