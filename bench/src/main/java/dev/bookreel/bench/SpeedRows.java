package dev.bookreel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The work that is measured, each row on data that is made when it is first needed. */
final class SpeedRows {
  static final List<String> NAMES =
      List.of(
          "fresh",
          "again",
          "first-night",
          "second-night",
          "json-array",
          "json-lines",
          "early-nights",
          "late-nights",
          "day",
          "next-hour",
          "answers");

  private static final int NIGHTS = 90;

  /** So many nights from the second on, and up to the last, are measured. */
  private static final int NIGHTS_MEASURED = 5;

  private final Programs programs;
  private final Dumps dumps;
  private final boolean peers;
  private final double scale;
  private final int runs;

  /**
   * @param peers whether Spark does the runs too
   */
  SpeedRows(Programs programs, double scale, int runs, boolean peers) {
    this.peers = peers;
    this.programs = programs;
    this.scale = scale;
    this.runs = runs;
    this.dumps = new Dumps(programs, "dump", scaled(2_000_000));
  }

  Figure measure(String name) throws IOException, InterruptedException {
    return switch (name) {
      case "fresh" -> fresh();
      case "again" -> again();
      case "first-night" -> night(name, "csv", 1);
      case "second-night" -> night(name, "csv", 2);
      case "json-array" -> night(name, "json", 1);
      case "json-lines" -> night(name, "ndjson", 1);
      case "early-nights" -> nights(name, 2);
      case "late-nights" -> nights(name, NIGHTS - NIGHTS_MEASURED + 1);
      case "day" -> day();
      case "next-hour" -> nextHour();
      case "answers" -> answers();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private long scaled(long count) {
    return Math.max(100, Math.round(count * scale));
  }

  /** What there is of a lake. */
  private record Size(long files, long bytes) {
    static Size of(Path folder) throws IOException {
      if (!Files.exists(folder)) {
        return new Size(0, 0);
      }
      long files = 0;
      long bytes = 0;
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
          files++;
          bytes += Files.size(file);
        }
      }
      return new Size(files, bytes);
    }
  }

  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  private Figure measure(
      String name,
      String what,
      int times,
      Path lake,
      Step prepare,
      List<String> command,
      List<String> floor)
      throws IOException, InterruptedException {
    double[] seconds = new double[times];
    double[] alone = new double[times];
    long peak = 0;
    Size before = new Size(0, 0);
    for (int i = 0; i < times; i++) {
      prepare.run();
      before = Size.of(lake);
      TimedCommand measured = programs.bookreel(command);
      seconds[i] = measured.seconds();
      peak = Math.max(peak, measured.peakBytes().orElse(0));
      alone[i] = floor.isEmpty() ? 0 : programs.floor(floor).seconds();
    }
    Size after = Size.of(lake);
    return new Figure(
        name,
        what,
        times,
        Spread.of(seconds),
        floor.isEmpty() ? Optional.empty() : Optional.of(Spread.of(alone)),
        peers && command.get(0).equals("run")
            ? Optional.of(onSpark(prepare, command))
            : Optional.empty(),
        peak,
        after.bytes() - before.bytes(),
        after.files() - before.files());
  }

  private double onSpark(Step prepare, List<String> command)
      throws IOException, InterruptedException {
    prepare.run();
    List<String> onSpark = new ArrayList<>(command);
    onSpark.addAll(List.of("--engine", "spark"));
    return programs.bookreel(onSpark).seconds();
  }

  private Path project() {
    return programs.home().resolve("lake");
  }

  private Path realData() {
    Path real = programs.home().resolve("../shared/data").normalize();
    return Files.isDirectory(real) ? real : programs.home().resolve("samples/2021-12-29T02-00-00Z");
  }

  private Figure fresh() throws IOException, InterruptedException {
    Path lake = programs.work("small");
    programs.bookreel(Programs.run(project(), realData(), Dumps.FIRST, programs.work("warm-up")));
    List<String> floor = new ArrayList<>(FloorSql.load(realData(), programs.made("small-floor")));
    floor.addAll(FloorSql.overFloor(programs.made("small-floor")));
    floor.addAll(FloorSql.questions(project()));
    return measure(
        "fresh",
        "six small files, six answers",
        runs,
        lake,
        () -> Programs.deleteIfThere(lake),
        Programs.run(project(), realData(), Dumps.FIRST, lake),
        floor);
  }

  private Figure again() throws IOException, InterruptedException {
    Path lake = programs.work("small-again");
    Programs.deleteIfThere(lake);
    programs.bookreel(Programs.run(project(), realData(), Dumps.FIRST, lake));
    return measure(
        "again",
        "the same with nothing new",
        runs,
        lake,
        () -> {},
        Programs.run(project(), realData(), Dumps.FIRST, lake),
        List.of());
  }

  private Figure night(String name, String format, int night)
      throws IOException, InterruptedException {
    Path file = dumps.dump(format, night);
    Path project = dumps.project(format.equals("csv") ? "csv" : "json");
    Path lake = programs.work("lake-" + name);
    Path parquet = programs.work("floor-1.parquet");
    String reader = format.equals("csv") ? FloorSql.csv(file) : FloorSql.json(file);
    String what =
        "%s records, %.0f MB, %s"
            .formatted(
                counted(scaled(2_000_000)), Files.size(file) / 1e6, Dumps.words(format, night));
    if (night == 1) {
      return measure(
          name,
          what,
          runs,
          lake,
          () -> Programs.deleteIfThere(lake),
          Programs.run(project, file.resolveSibling(""), Dumps.FIRST, lake),
          FloorSql.firstNight(reader, parquet));
    }
    Path first = dumps.dump(format, 1);
    Path before = programs.work("lake-before");
    Programs.deleteIfThere(before);
    programs.bookreel(Programs.run(project, first.resolveSibling(""), Dumps.FIRST, before));
    programs.floor(FloorSql.firstNight(FloorSql.csv(first), parquet));
    return measure(
        name,
        what,
        runs,
        lake,
        () -> Programs.copy(before, lake),
        Programs.run(project, file.resolveSibling(""), Dumps.SECOND, lake),
        FloorSql.secondNight(reader, parquet, programs.work("floor-2.parquet")));
  }

  private static String counted(long number) {
    return number >= 1_000_000 && number % 100_000 == 0
        ? String.valueOf(number / 1e6).replaceAll("\\.0$", "") + " million"
        : String.valueOf(number);
  }

  private final double[] nightSeconds = new double[NIGHTS + 1];
  private final long[] nightPeaks = new long[NIGHTS + 1];
  private final Size[] nightSizes = new Size[NIGHTS + 1];

  /**
   * Two dumps in turns, night after night, once: every night has as much to read and to change as
   * any other. Bytes and files are a night's.
   */
  private Figure nights(String name, int from) throws IOException, InterruptedException {
    long records = scaled(200_000);
    if (nightSeconds[1] == 0) {
      Dumps dumps = new Dumps(programs, "nights", records);
      Path lake = programs.work("nights-lake");
      nightSizes[0] = Size.of(lake);
      for (int night = 1; night <= NIGHTS; night++) {
        Path folder = dumps.dump("csv", 2 - night % 2).resolveSibling("");
        String time = Dumps.night(night);
        TimedCommand measured =
            programs.bookreel(Programs.run(dumps.project("csv"), folder, time, lake));
        nightSeconds[night] = measured.seconds();
        nightPeaks[night] = measured.peakBytes().orElse(0);
        nightSizes[night] = Size.of(lake);
      }
    }
    int last = from + NIGHTS_MEASURED - 1;
    double[] seconds = new double[NIGHTS_MEASURED];
    long peak = 0;
    for (int night = from; night <= last; night++) {
      seconds[night - from] = nightSeconds[night];
      peak = Math.max(peak, nightPeaks[night]);
    }
    return new Figure(
        name,
        "nights %d to %d, each %s records, 1 %% changed, deleted or new"
            .formatted(from, last, counted(records)),
        NIGHTS_MEASURED,
        Spread.of(seconds),
        Optional.empty(),
        Optional.empty(),
        peak,
        (nightSizes[last].bytes() - nightSizes[from - 1].bytes()) / NIGHTS_MEASURED,
        (nightSizes[last].files() - nightSizes[from - 1].files()) / NIGHTS_MEASURED);
  }

  private Path dayLake() {
    return programs.work("day-lake");
  }

  private Path dayFiles() throws IOException, InterruptedException {
    Path sample = programs.work("day");
    if (!Files.exists(sample)) {
      programs.sample(sample, 1, scaled(60_000_000), scaled(2_000_000));
    }
    try (Stream<Path> folders = Files.list(sample)) {
      return folders.findFirst().orElseThrow();
    }
  }

  private Figure day() throws IOException, InterruptedException {
    Path files = dayFiles();
    List<String> floor = new ArrayList<>(FloorSql.load(files, programs.made("day-floor")));
    floor.addAll(FloorSql.overFloor(programs.made("day-floor")));
    floor.addAll(FloorSql.questions(project()));
    String what =
        "%s sessions, %s reviews, %.1f GB, six answers"
            .formatted(
                counted(scaled(60_000_000)),
                counted(scaled(2_000_000)),
                Size.of(files).bytes() / 1e9);
    Figure figure =
        measure(
            "day",
            what,
            1,
            dayLake(),
            () -> Programs.deleteIfThere(dayLake()),
            Programs.run(project(), files, Dumps.FIRST, dayLake()),
            floor);
    Programs.deleteIfThere(programs.work("day-floor"));
    return figure;
  }

  private void needDay() throws IOException, InterruptedException {
    if (!Files.exists(dayLake())) {
      programs.bookreel(Programs.run(project(), dayFiles(), Dumps.FIRST, dayLake()));
    }
  }

  private Figure nextHour() throws IOException, InterruptedException {
    needDay();
    Path hour = programs.made("hour/internal");
    Path csv = hour.resolve("streams.csv");
    programs.floor(
        List.of(
            ("COPY (SELECT movie_title, user_email, size_mb, strftime(try_cast(start_at AS TIMESTAMPTZ) + INTERVAL 31 DAY, '%%Y-%%m-%%dT%%H:%%M:%%S.%%g') || '+0000' AS start_at,"
                    + " strftime(try_cast(end_at AS TIMESTAMPTZ) + INTERVAL 31 DAY, '%%Y-%%m-%%dT%%H:%%M:%%S.%%g') || '+0000' AS end_at"
                    + " FROM read_csv('%s/internal/streams.csv', all_varchar = true) WHERE try_cast(size_mb AS DOUBLE) IS NOT NULL LIMIT %d) TO '%s' (HEADER)")
                .formatted(dayFiles(), scaled(350_000), csv)));
    return measure(
        "next-hour",
        "%s sessions onto those, loaded".formatted(counted(scaled(350_000))),
        1,
        dayLake(),
        () ->
            programs.bookreel(
                List.of(
                    "fetch",
                    "stream.streams",
                    "--project",
                    project().toString(),
                    "--from",
                    hour.resolveSibling("").toString(),
                    "--delivered-at",
                    Dumps.SECOND,
                    "--lake",
                    dayLake().toString())),
        List.of(
            "load",
            "stream.streams",
            "--project",
            project().toString(),
            "--lake",
            dayLake().toString()),
        FloorSql.moreSessions(csv, dayLake(), programs.work("hour.parquet")));
  }

  private Figure answers() throws IOException, InterruptedException {
    needDay();
    List<String> floor = new ArrayList<>(FloorSql.overLake(dayLake()));
    floor.addAll(FloorSql.questions(project()));
    Path gold = dayLake().resolve("gold");
    return measure(
        "answers",
        "six answers on %s sessions".formatted(counted(scaled(60_000_000))),
        Math.min(3, runs),
        dayLake(),
        () -> Programs.deleteIfThere(gold),
        List.of("ask", "--lake", dayLake().toString(), "--project", project().toString()),
        floor);
  }
}
