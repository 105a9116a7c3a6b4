package dev.bookreel.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private static final String FIRST = "2022-01-01T02:00:00Z";
  private static final String SECOND = "2022-01-02T02:00:00Z";
  private static final int NIGHTS = 90;

  /** So many nights from the second on, and up to the last, are measured. */
  private static final int NIGHTS_MEASURED = 5;

  private final Path home;
  private final Path work;
  private final double scale;
  private final int runs;

  SpeedRows(Path home, Path work, double scale, int runs) {
    this.home = home;
    this.work = work;
    this.scale = scale;
    this.runs = runs;
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
      TimedCommand measured = bookreel(command);
      seconds[i] = measured.seconds();
      peak = Math.max(peak, measured.peakBytes().orElse(0));
      alone[i] = floor.isEmpty() ? 0 : floor(floor).seconds();
    }
    Size after = Size.of(lake);
    return new Figure(
        name,
        what,
        times,
        Spread.of(seconds),
        floor.isEmpty() ? Optional.empty() : Optional.of(Spread.of(alone)),
        peak,
        after.bytes() - before.bytes(),
        after.files() - before.files());
  }

  private TimedCommand bookreel(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(home.resolve("bookreel").toString()));
    command.addAll(arguments);
    return TimedCommand.run(command, Map.of(), home, work);
  }

  /** With the product's DuckDB, which lies unpacked, and its options for a short start. */
  private TimedCommand floor(List<String> statements) throws IOException, InterruptedException {
    Path script = Files.writeString(work.resolve("floor.sql"), FloorSql.script(statements));
    Path libraries = home.resolve("app/target/bookreel/lib");
    Path driver;
    try (Stream<Path> files = Files.list(libraries)) {
      driver =
          files
              .filter(file -> file.getFileName().toString().startsWith("duckdb_jdbc"))
              .findFirst()
              .orElseThrow();
    }
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Djava.library.path=" + libraries.resolve("native"),
            "-cp",
            home.resolve("bench/target/classes") + ":" + driver,
            Floor.class.getName(),
            script.toString());
    return TimedCommand.run(command, Map.of(), home, work);
  }

  private Path made(String name) throws IOException {
    return Files.createDirectories(work.resolve(name));
  }

  private static void deleteIfThere(Path folder) throws IOException {
    if (Files.exists(folder)) {
      WholeCommand.delete(folder);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    deleteIfThere(to);
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  private static List<String> run(Path project, Path from, String time, Path lake) {
    return List.of(
        "run",
        "--project",
        project.toString(),
        "--from",
        from.toString(),
        "--delivered-at",
        time,
        "--lake",
        lake.toString());
  }

  private Path project() {
    return home.resolve("lake");
  }

  private Path realData() {
    Path real = home.resolve("../shared/data").normalize();
    return Files.isDirectory(real) ? real : home.resolve("samples/2021-12-29T02-00-00Z");
  }

  private Figure fresh() throws IOException, InterruptedException {
    Path lake = work.resolve("small");
    bookreel(run(project(), realData(), FIRST, work.resolve("warm-up")));
    List<String> floor = new ArrayList<>(FloorSql.load(realData(), made("small-floor")));
    floor.addAll(FloorSql.overFloor(made("small-floor")));
    floor.addAll(FloorSql.questions(project()));
    return measure(
        "fresh",
        "six small files, six answers",
        runs,
        lake,
        () -> deleteIfThere(lake),
        run(project(), realData(), FIRST, lake),
        floor);
  }

  private Figure again() throws IOException, InterruptedException {
    Path lake = work.resolve("small-again");
    deleteIfThere(lake);
    bookreel(run(project(), realData(), FIRST, lake));
    return measure(
        "again",
        "the same with nothing new",
        runs,
        lake,
        () -> {},
        run(project(), realData(), FIRST, lake),
        List.of());
  }

  /** A sample's reviews with a number each, as the vendor would dump them. */
  private Path dump(String format, int night) throws IOException, InterruptedException {
    Path csv = made("dump-csv-" + night).resolve("dump.csv");
    if (!Files.exists(csv)) {
      makeDumps();
    }
    if (format.equals("csv")) {
      return csv;
    }
    Path lines = made("dump-ndjson-" + night).resolve("dump.json");
    if (!Files.exists(lines)) {
      floor(
          List.of(
              "COPY (SELECT * FROM read_csv('%s', all_varchar = true)) TO '%s' (FORMAT json)"
                  .formatted(csv, lines)));
    }
    if (format.equals("ndjson")) {
      return lines;
    }
    Path array = made("dump-json-" + night).resolve("dump.json");
    if (!Files.exists(array)) {
      writeArray(lines, array);
    }
    return array;
  }

  private void makeDumps() throws IOException, InterruptedException {
    Path sample = work.resolve("dump-sample");
    sample(sample, 1, 100, scaled(2_000_000));
    String first =
        "SELECT printf('r%08d', row_number() OVER ()) AS id, created, rating.rate AS rate, content.text AS text,"
            + " books[1].metadata.title AS book, movies[1].title AS movie FROM read_json('"
            + sample
            + "/*/vendor/reviews.json', columns = "
            + FloorSql.REVIEWS
            + ")";
    String good =
        " WHERE try_cast(created AS TIMESTAMPTZ) IS NOT NULL AND rate IN ('1','2','3','4','5')";
    floor(
        List.of(
            "CREATE TABLE dump AS SELECT * FROM (" + first + ")" + good,
            "COPY dump TO '%s' (HEADER)".formatted(made("dump-csv-1").resolve("dump.csv")),
            ("COPY (SELECT id, created, rate, CASE WHEN hash(id) %% 200 = 1 THEN text || ' Really.' ELSE text END AS text,"
                    + " book, movie FROM dump WHERE hash(id) %% 400 <> 0"
                    + " UNION ALL SELECT 'n' || id, created, rate, text, book, movie FROM dump WHERE hash(id) %% 400 = 2)"
                    + " TO '%s' (HEADER)")
                .formatted(made("dump-csv-2").resolve("dump.csv"))));
    WholeCommand.delete(sample);
  }

  private static void writeArray(Path lines, Path array) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(lines);
        BufferedWriter out = Files.newBufferedWriter(array)) {
      String separator = "[\n";
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.write(separator);
        out.write("    ");
        out.write(
            line.replace("{\"", "{\n        \"")
                .replace("\",\"", "\",\n        \"")
                .replace("\":\"", "\": \"")
                .replace("\"}", "\"\n    }"));
        separator = ",\n";
      }
      out.write("\n]\n");
    }
  }

  private void sample(Path to, int nights, long streams, long reviews)
      throws IOException, InterruptedException {
    bookreel(
        List.of(
            "sample",
            "--nights",
            String.valueOf(nights),
            "--streams",
            String.valueOf(streams),
            "--reviews",
            String.valueOf(reviews),
            "--to",
            to.toString()));
  }

  private Path dumpProject(String format) throws IOException {
    Path project = made("project-" + format);
    Files.createDirectories(project.resolve("tables/vendor"));
    Files.writeString(
        project.resolve("lake.yaml"), "lake: bench\nzone: Europe/Berlin\nsources: {}\n");
    Files.writeString(
        project.resolve("tables/vendor/dump.yaml"),
        """
        table: vendor.dump
        description: A vendor's reviews.
        delivery: dump.%1$s
        format: %1$s
        contains: everything
        key: [id]
        columns:
          id: string
          created: timestamp
          rate: int
          text: string
          book: string
          movie: string
        """
            .formatted(format));
    return project;
  }

  private Figure night(String name, String format, int night)
      throws IOException, InterruptedException {
    Path file = dump(format, night);
    Path project = dumpProject(format.equals("csv") ? "csv" : "json");
    Path lake = work.resolve("lake-" + name);
    Path parquet = work.resolve("floor-1.parquet");
    String reader = format.equals("csv") ? FloorSql.csv(file) : FloorSql.json(file);
    String what =
        "%s records, %.0f MB, %s"
            .formatted(counted(scaled(2_000_000)), Files.size(file) / 1e6, words(format, night));
    if (night == 1) {
      return measure(
          name,
          what,
          runs,
          lake,
          () -> deleteIfThere(lake),
          run(project, file.resolveSibling(""), FIRST, lake),
          FloorSql.firstNight(reader, parquet));
    }
    Path first = dump(format, 1);
    Path before = work.resolve("lake-before");
    deleteIfThere(before);
    bookreel(run(project, first.resolveSibling(""), FIRST, before));
    floor(FloorSql.firstNight(FloorSql.csv(first), parquet));
    return measure(
        name,
        what,
        runs,
        lake,
        () -> copy(before, lake),
        run(project, file.resolveSibling(""), SECOND, lake),
        FloorSql.secondNight(reader, parquet, work.resolve("floor-2.parquet")));
  }

  private static String words(String format, int night) {
    return switch (format) {
      case "csv" -> night == 1 ? "CSV" : "CSV, 1 % changed, deleted or new";
      case "json" -> "JSON array over many lines";
      default -> "JSON lines";
    };
  }

  private static String counted(long number) {
    return number >= 1_000_000 && number % 100_000 == 0
        ? String.valueOf(number / 1e6).replaceAll("\\.0$", "") + " million"
        : String.valueOf(number);
  }

  private final double[] nightSeconds = new double[NIGHTS + 1];
  private final long[] nightPeaks = new long[NIGHTS + 1];
  private final Size[] nightSizes = new Size[NIGHTS + 1];

  /** All nights one after the other, once; bytes and files are those of all logs. */
  private Figure nights(String name, int from) throws IOException, InterruptedException {
    if (nightSeconds[1] == 0) {
      Path sample = work.resolve("nights");
      sample(sample, NIGHTS, scaled(300_000), scaled(20_000));
      List<Path> folders;
      try (Stream<Path> all = Files.list(sample)) {
        folders = all.sorted().toList();
      }
      for (int night = 1; night <= NIGHTS; night++) {
        Path folder = folders.get(night - 1);
        String time = folder.getFileName().toString().replaceFirst("T(\\d+)-(\\d+)-", "T$1:$2:");
        TimedCommand measured = bookreel(run(project(), folder, time, work.resolve("nights-lake")));
        nightSeconds[night] = measured.seconds();
        nightPeaks[night] = measured.peakBytes().orElse(0);
        nightSizes[night] = logs(work.resolve("nights-lake"));
      }
      WholeCommand.delete(sample);
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
        "nights %d to %d of %s reviews and more; written: logs so far"
            .formatted(from, last, counted(scaled(20_000))),
        NIGHTS_MEASURED,
        Spread.of(seconds),
        Optional.empty(),
        peak,
        nightSizes[last].bytes(),
        nightSizes[last].files());
  }

  private static Size logs(Path lake) {
    try (Stream<Path> all = Files.walk(lake)) {
      long[] sum = new long[2];
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        if (file.toString().contains("_delta_log")) {
          sum[0]++;
          sum[1] += Files.size(file);
        }
      }
      return new Size(sum[0], sum[1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path dayLake() {
    return work.resolve("day-lake");
  }

  private Path dayFiles() throws IOException, InterruptedException {
    Path sample = work.resolve("day");
    if (!Files.exists(sample)) {
      sample(sample, 1, scaled(60_000_000), scaled(2_000_000));
    }
    try (Stream<Path> folders = Files.list(sample)) {
      return folders.findFirst().orElseThrow();
    }
  }

  private Figure day() throws IOException, InterruptedException {
    Path files = dayFiles();
    List<String> floor = new ArrayList<>(FloorSql.load(files, made("day-floor")));
    floor.addAll(FloorSql.overFloor(made("day-floor")));
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
            () -> deleteIfThere(dayLake()),
            run(project(), files, FIRST, dayLake()),
            floor);
    deleteIfThere(work.resolve("day-floor"));
    return figure;
  }

  private void needDay() throws IOException, InterruptedException {
    if (!Files.exists(dayLake())) {
      bookreel(run(project(), dayFiles(), FIRST, dayLake()));
    }
  }

  private Figure nextHour() throws IOException, InterruptedException {
    needDay();
    Path hour = made("hour/internal");
    Path csv = hour.resolve("streams.csv");
    floor(
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
            bookreel(
                List.of(
                    "fetch",
                    "stream.streams",
                    "--project",
                    project().toString(),
                    "--from",
                    hour.resolveSibling("").toString(),
                    "--delivered-at",
                    SECOND,
                    "--lake",
                    dayLake().toString())),
        List.of(
            "load",
            "stream.streams",
            "--project",
            project().toString(),
            "--lake",
            dayLake().toString()),
        FloorSql.moreSessions(csv, dayLake(), work.resolve("hour.parquet")));
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
        () -> deleteIfThere(gold),
        List.of("ask", "--lake", dayLake().toString(), "--project", project().toString()),
        floor);
  }
}
