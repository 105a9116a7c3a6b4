package dev.bookreel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures the engines side by side, as whole processes, once each: loading a first night, loading
 * a second one, and the six answers, on sessions of several sizes and the reviews that belong to
 * them. Prints a table for docs/performance.md.
 */
public final class Engines {
  private static final String USAGE =
      "Usage: Engines [--work DIR] [MEGABYTES...]; by default 10, 1000 and 8000 of sessions a night";

  /** What a session takes in a delivery, about. */
  private static final int SESSION_BYTES = 118;

  private static final int SESSIONS_A_REVIEW = 30;
  private static final List<String> WORK = List.of("first night", "second night", "six answers");

  private final Programs programs;
  private final long megabytes;

  private Engines(Programs programs, long megabytes) {
    this.programs = programs;
    this.megabytes = megabytes;
  }

  /** A way to do the work, with the options that choose it. */
  private enum Way {
    EMBEDDED("embedded", "--engine=embedded"),
    ONE_PROCESS("Spark, one process", "--engine=spark"),
    ONE_WORKER("one worker", workers(1)),
    TWO_WORKERS("two workers", workers(2));

    private final String words;
    private final String options;

    Way(String words, String options) {
      this.words = words;
      this.options = options;
    }

    /** Each with an executor of one core in a process of its own; the driver is another. */
    private static String workers(int number) {
      return "--engine=spark --spark.master=local-cluster[%d,1,3072] --spark.executor.memory=3g"
          .formatted(number);
    }
  }

  /**
   * @param args {@code --work DIR}: for data and lakes, by default a temporary folder, deleted at
   *     the end either way; sizes
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path work = Path.of(System.getProperty("java.io.tmpdir"));
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      if (!args[i].equals("--work")) {
        sizes.add(Long.parseLong(args[i]));
      } else if (++i < args.length) {
        work = Path.of(args[i]).toAbsolutePath();
      } else {
        throw new IllegalArgumentException(USAGE);
      }
    }
    print("| MB of sessions | seconds | " + words() + " |");
    print("| --- ".repeat(2 + Way.values().length) + "|");
    for (long size : sizes.isEmpty() ? List.of(10L, 1000L, 8000L) : sizes) {
      Path folder = Files.createTempDirectory(Files.createDirectories(work), "bookreel-engines-");
      try {
        new Engines(new Programs(WholeCommand.checkout(), folder), size).measure();
      } finally {
        WholeCommand.delete(folder);
      }
    }
  }

  private static String words() {
    return String.join(" | ", Stream.of(Way.values()).map(way -> way.words).toList());
  }

  private void measure() throws IOException, InterruptedException {
    long sessions = megabytes * 1_000_000 / SESSION_BYTES;
    Path sample = programs.work("sample");
    programs.sample(sample, 2, sessions, Math.max(1, sessions / SESSIONS_A_REVIEW));
    List<Path> nights;
    try (Stream<Path> folders = Files.list(sample)) {
      nights = folders.sorted().toList();
    }
    List<List<Double>> seconds = new ArrayList<>();
    for (Way way : Way.values()) {
      Path lake = programs.work("lake");
      Programs.deleteIfThere(lake);
      fetch(nights.get(0), Dumps.FIRST, lake);
      double first = measured("load", way, lake);
      fetch(nights.get(1), Dumps.SECOND, lake);
      seconds.add(List.of(first, measured("load", way, lake), measured("ask", way, lake)));
    }
    for (int work = 0; work < WORK.size(); work++) {
      int row = work;
      print(
          "| %d | %s | %s |"
              .formatted(
                  megabytes,
                  WORK.get(work),
                  String.join(
                      " | ",
                      seconds.stream()
                          .map(way -> String.format(Locale.ROOT, "%.1f", way.get(row)))
                          .toList())));
    }
  }

  private void fetch(Path from, String time, Path lake) throws IOException, InterruptedException {
    programs.bookreel(
        List.of("fetch", "--from", from.toString(), "--delivered-at", time, "--lake", "" + lake));
  }

  private double measured(String command, Way way, Path lake)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(command, "--lake", lake.toString()));
    all.addAll(List.of(way.options.split(" ")));
    if (!way.options.contains("cluster")) {
      return programs.bookreel(all).seconds();
    }
    all.add(
        "--spark.executor.extraJavaOptions=-Djava.library.path="
            + programs.libraries().resolve("native"));
    return programs
        .bookreel(all, Map.of("SPARK_HOME", spark().toString(), "SPARK_SCALA_VERSION", "2.13"))
        .seconds();
  }

  /** The jars as executors find them: Spark's own and the product's, in a folder of that name. */
  private Path spark() throws IOException {
    Path jars = programs.made("spark/jars");
    for (Path folder :
        List.of(
            programs.libraries(),
            programs.home().resolve("engine-spark/target"),
            programs.home().resolve("engine-spark/target/spark"))) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path jar : (Iterable<Path>) files::iterator) {
          Path link = jars.resolve(jar.getFileName());
          if (jar.toString().endsWith(".jar") && !Files.exists(link)) {
            Files.createSymbolicLink(link, jar);
          }
        }
      }
    }
    return programs.work("spark");
  }

  @SuppressWarnings("SystemOut")
  private static void print(String line) {
    System.out.println(line);
  }
}
