package dev.bookreel.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A vendor's dumps of two nights in several formats, made when they are first needed, and projects
 * that take them in: in the second night 0.5 % are changed, 0.25 % deleted and 0.25 % new.
 */
final class Dumps {
  static final String FIRST = "2022-01-01T02:00:00Z";
  static final String SECOND = "2022-01-02T02:00:00Z";

  private final Programs programs;
  private final String name;
  private final long records;

  /**
   * @param name that tells these from others
   */
  Dumps(Programs programs, String name, long records) {
    this.programs = programs;
    this.name = name;
    this.records = records;
  }

  /** When the dump of a night is delivered, counted from 1. */
  static String night(int number) {
    return Instant.parse(FIRST).plus(number - 1L, ChronoUnit.DAYS).toString();
  }

  private Path made(String what) throws IOException {
    return programs.made(name + "-" + what);
  }

  /** A sample's reviews with a number each, as the vendor would dump them. */
  Path dump(String format, int night) throws IOException, InterruptedException {
    Path csv = made("csv-" + night).resolve("dump.csv");
    if (!Files.exists(csv)) {
      makeDumps();
    }
    if (format.equals("csv")) {
      return csv;
    }
    Path lines = made("ndjson-" + night).resolve("dump.json");
    if (!Files.exists(lines)) {
      programs.floor(
          List.of(
              "COPY (SELECT * FROM read_csv('%s', all_varchar = true)) TO '%s' (FORMAT json)"
                  .formatted(csv, lines)));
    }
    if (format.equals("ndjson")) {
      return lines;
    }
    Path array = made("json-" + night).resolve("dump.json");
    if (!Files.exists(array)) {
      writeArray(lines, array);
    }
    return array;
  }

  private void makeDumps() throws IOException, InterruptedException {
    Path sample = programs.work(name + "-sample");
    programs.sample(sample, 1, 100, records);
    String first =
        "SELECT printf('r%08d', row_number() OVER ()) AS id, created, rating.rate AS rate, content.text AS text,"
            + " books[1].metadata.title AS book, movies[1].title AS movie FROM read_json('"
            + sample
            + "/*/vendor/reviews.json', columns = "
            + FloorSql.REVIEWS
            + ")";
    String good =
        " WHERE try_cast(created AS TIMESTAMPTZ) IS NOT NULL AND rate IN ('1','2','3','4','5')";
    programs.floor(
        List.of(
            "CREATE TABLE dump AS SELECT * FROM (" + first + ")" + good,
            "COPY dump TO '%s' (HEADER)".formatted(made("csv-1").resolve("dump.csv")),
            ("COPY (SELECT id, created, rate, CASE WHEN hash(id) %% 200 = 1 THEN text || ' Really.' ELSE text END AS text,"
                    + " book, movie FROM dump WHERE hash(id) %% 400 <> 0"
                    + " UNION ALL SELECT 'n' || id, created, rate, text, book, movie FROM dump WHERE hash(id) %% 400 = 2)"
                    + " TO '%s' (HEADER)")
                .formatted(made("csv-2").resolve("dump.csv"))));
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

  Path project(String format) throws IOException {
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
        max_changed: 100 %%
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

  static String words(String format, int night) {
    return switch (format) {
      case "csv" -> night == 1 ? "CSV" : "CSV, 1 % changed, deleted or new";
      case "json" -> "JSON array over many lines";
      default -> "JSON lines";
    };
  }
}
