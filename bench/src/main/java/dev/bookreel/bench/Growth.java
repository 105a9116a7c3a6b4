package dev.bookreel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How cost grows: a night is measured at four sizes of one thing at a time, each twice the one
 * before.
 */
final class Growth {
  private static final int[] MULTIPLES = {1, 2, 4, 8};

  private final Programs programs;
  private final double scale;
  private final int runs;

  /**
   * @param runs how often each size is measured
   */
  Growth(Programs programs, double scale, int runs) {
    this.programs = programs;
    this.scale = scale;
    this.runs = runs;
  }

  /**
   * One measured size.
   *
   * @param what grows
   * @param size of that, in whatever it is counted
   */
  record Point(String what, long size, Spread seconds) {}

  List<Point> measure() throws IOException, InterruptedException {
    List<Point> points = new ArrayList<>();
    for (int multiple : MULTIPLES) {
      points.add(records(multiple));
    }
    for (int multiple : MULTIPLES) {
      points.add(deliveries(multiple));
    }
    for (int multiple : MULTIPLES) {
      points.add(history(multiple));
    }
    for (int multiple : MULTIPLES) {
      points.add(tables(multiple));
    }
    return points;
  }

  private long scaled(long count) {
    return Math.max(100, Math.round(count * scale));
  }

  private Point point(String what, long size, Path before, List<String> command, Path lake)
      throws IOException, InterruptedException {
    double[] seconds = new double[runs];
    for (int i = 0; i < runs; i++) {
      Programs.deleteIfThere(lake);
      if (Files.exists(before)) {
        Programs.copy(before, lake);
      }
      seconds[i] = programs.bookreel(command).seconds();
    }
    Programs.deleteIfThere(lake);
    Programs.deleteIfThere(before);
    return new Point(what, size, Spread.of(seconds));
  }

  /** The first night of a dump of so many. */
  private Point records(int multiple) throws IOException, InterruptedException {
    long records = scaled(250_000L * multiple);
    Dumps dumps = new Dumps(programs, "records-" + multiple, records);
    Path lake = programs.work("records-lake");
    List<String> night =
        Programs.run(
            dumps.project("csv"), dumps.dump("csv", 1).resolveSibling(""), Dumps.FIRST, lake);
    return point("records delivered", records, programs.work("none"), night, lake);
  }

  /** A night of two dumps in turns, after so many. */
  private Point deliveries(int multiple) throws IOException, InterruptedException {
    Dumps dumps = new Dumps(programs, "deliveries", scaled(100_000));
    Path before = programs.work("deliveries-before");
    int nights = 8 * multiple;
    for (int night = 1; night <= nights; night++) {
      Path folder = dumps.dump("csv", 2 - night % 2).resolveSibling("");
      programs.bookreel(Programs.run(dumps.project("csv"), folder, Dumps.night(night), before));
    }
    Path lake = programs.work("deliveries-lake");
    Path next = dumps.dump("csv", 1).resolveSibling("");
    return point(
        "deliveries before",
        nights,
        before,
        Programs.run(dumps.project("csv"), next, Dumps.night(nights + 1), lake),
        lake);
  }

  /** A night that changes 1 % of a table, of which every record was changed so often. */
  private Point history(int multiple) throws IOException, InterruptedException {
    long records = scaled(200_000);
    Dumps dumps = new Dumps(programs, "history", records);
    Path before = programs.work("history-before");
    for (int night = 1; night <= multiple + 1; night++) {
      Path all = programs.made("history-all");
      programs.floor(
          List.of(
              "COPY (SELECT * REPLACE (text || ' %d' AS text) FROM read_csv('%s', all_varchar = true)) TO '%s' (HEADER)"
                  .formatted(
                      night == multiple + 1 ? 0 : multiple - night,
                      dumps.dump("csv", 1),
                      all.resolve("dump.csv"))));
      programs.bookreel(Programs.run(dumps.project("csv"), all, Dumps.night(night), before));
    }
    Path changed = programs.made("history-changed");
    programs.floor(
        List.of(
            "COPY (SELECT * REPLACE (text || ' 0' AS text) FROM read_csv('%s', all_varchar = true)) TO '%s' (HEADER)"
                .formatted(dumps.dump("csv", 2), changed.resolve("dump.csv"))));
    Path lake = programs.work("history-lake");
    return point(
        "closed versions",
        records * multiple,
        before,
        Programs.run(dumps.project("csv"), changed, Dumps.night(multiple + 2), lake),
        lake);
  }

  /** The first night of so many tables of a thousand records each. */
  private Point tables(int multiple) throws IOException, InterruptedException {
    Dumps dumps = new Dumps(programs, "tables", 1000);
    int tables = 5 * multiple;
    Path project = programs.made("tables-project-" + tables);
    Path deliveries = programs.made("tables-files-" + tables);
    Files.createDirectories(project.resolve("tables/vendor"));
    Path one = dumps.project("csv");
    Files.copy(one.resolve("lake.yaml"), project.resolve("lake.yaml"));
    String definition = Files.readString(one.resolve("tables/vendor/dump.yaml"));
    for (int table = 1; table <= tables; table++) {
      String name = "dump" + table;
      Files.copy(dumps.dump("csv", 1), deliveries.resolve(name + ".csv"));
      Files.writeString(
          project.resolve("tables/vendor/" + name + ".yaml"),
          definition.replace("vendor.dump", "vendor." + name).replace("dump.csv", name + ".csv"));
    }
    Path lake = programs.work("tables-lake");
    return point(
        "tables",
        tables,
        programs.work("none"),
        Programs.run(project, deliveries, Dumps.FIRST, lake),
        lake);
  }
}
