package dev.bookreel.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures the main job as a user meets it: the time from starting {@code ./bookreel run} to its
 * end, and its peak memory; on fresh lakes, and again on one that holds everything already.
 */
public final class WholeCommand {
  private static final String USAGE =
      "Usage: java -cp bench/target/classes dev.bookreel.bench.WholeCommand [--data DIR] [--runs N]";

  private final Path home;
  private final Path data;
  private final int runs;

  private WholeCommand(Path home, Path data, int runs) {
    this.home = home;
    this.data = data;
    this.runs = runs;
  }

  /**
   * @param args {@code --data DIR}: deliveries, by default the real ones beside the checkout, or
   *     else the first night of the samples; {@code --runs N}: how often, by default 5
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path home = checkout();
    Path data = defaultData(home);
    int runs = 5;
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(USAGE);
      }
      switch (args[i]) {
        case "--data" -> data = Path.of(args[i + 1]).toAbsolutePath().normalize();
        case "--runs" -> runs = Integer.parseInt(args[i + 1]);
        default -> throw new IllegalArgumentException(USAGE);
      }
    }
    new WholeCommand(home, data, runs).measure();
  }

  static Path checkout() {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.isExecutable(directory.resolve("bookreel"))) {
      directory = directory.getParent();
    }
    if (directory == null) {
      throw new IllegalStateException(
          "There is no launcher 'bookreel' here or above. Run this inside the checkout");
    }
    return directory;
  }

  private static Path defaultData(Path home) {
    Path real = home.resolve("../shared/data").normalize();
    return Files.isDirectory(real) ? real : home.resolve("samples/2021-12-29T02-00-00Z");
  }

  private void measure() throws IOException, InterruptedException {
    print("data:   %s", data);
    print("memory: %s", Memory.available().description());
    print(
        "machine: %d processors, load %.1f before, Java %s",
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.version().feature());
    Path work = Files.createTempDirectory("bookreel-bench-");
    try {
      run(work, "warm-up");
      List<TimedCommand> fresh = new ArrayList<>();
      for (int i = 1; i <= runs; i++) {
        fresh.add(run(work, "lake-" + i));
      }
      List<TimedCommand> again = new ArrayList<>();
      for (int i = 1; i <= runs; i++) {
        again.add(run(work, "lake-1"));
      }
      printTable(fresh, again);
    } finally {
      delete(work);
    }
  }

  private TimedCommand run(Path work, String lake) throws IOException, InterruptedException {
    return TimedCommand.run(
        List.of(
            home.resolve("bookreel").toString(),
            "run",
            "--from",
            data.toString(),
            "--delivered-at",
            "2022-01-01T02:00:00Z",
            "--lake",
            work.resolve(lake).toString()),
        Map.of(),
        home,
        work);
  }

  private static void printTable(List<TimedCommand> fresh, List<TimedCommand> again) {
    print("%n%-48s %21s   %20s", "", "wall time, s", "peak memory, MB");
    print("%-48s %7s%7s%7s   %6s%7s%7s", "", "min", "median", "max", "min", "median", "max");
    printRow("bookreel run, fresh lake", fresh);
    printRow("bookreel run, nothing new", again);
    print("%-48s %7s%7.2f%7s   %6s%7d", "goal, fresh lake", "", 1.2, "", "", 400);
    print("%-48s %7s%7.2f%7s   %6s%7d", "goal, nothing new", "", 0.6, "", "", 400);
    print("%nEarlier, with the real data on a machine of 2 processors and 24 GiB:");
    printEarlier("thirteen Spark processes, one a step", 291);
    printEarlier("one Spark session", 37);
    printEarlier("a bare prototype", 1.7);
    printEarlier("the same, with what makes Java start faster", 0.85);
  }

  private static void printRow(String what, List<TimedCommand> measured) {
    Spread time = spread(measured, TimedCommand::seconds);
    Spread peak = spread(measured, TimedCommand::megabytes);
    print(
        "%-48s %7.2f%7.2f%7.2f   %6.0f%7.0f%7.0f",
        what,
        time.least(),
        time.median(),
        time.greatest(),
        peak.least(),
        peak.median(),
        peak.greatest());
  }

  private static void printEarlier(String what, double seconds) {
    print("%-48s %7s%7.2f", what, "", seconds);
  }

  private static Spread spread(List<TimedCommand> measured, ToDoubleFunction<TimedCommand> figure) {
    return Spread.of(measured.stream().mapToDouble(figure).toArray());
  }

  @SuppressWarnings("SystemOut")
  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).collect(Collectors.toList())) {
        Files.delete(file);
      }
    }
  }
}
