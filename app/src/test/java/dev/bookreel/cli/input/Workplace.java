package dev.bookreel.cli.input;

import dev.bookreel.cli.Application;
import dev.bookreel.cli.command.Lakes;
import dev.bookreel.cli.command.Locations;
import dev.bookreel.cli.console.TestConsole;
import dev.bookreel.cli.exit.Ending;
import dev.bookreel.source.directory.DirectorySourceKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A user's working directory: a project of two tables and a question in {@code lake}, deliveries in
 * {@code dump}, and the lake itself in {@code data}.
 */
final class Workplace {
  private static final String MOVIES =
      """
      table: stream.movies
      description: Movies.
      delivery: movies.csv
      format: csv
      contains: everything
      key: [title]
      columns:
        title:    { type: string }
        mins:     { type: int }
        added_at: { type: timestamp }
      """;
  private static final String AUTHORS =
      """
      table: vendor.authors
      description: Authors.
      delivery: authors.json
      format: json
      contains: everything
      key: [name]
      columns:
        name: { type: string, from: metadata.name }
        born: { type: date, from: metadata.born }
      """;
  private static final String QUESTION =
      """
      -- title: How many movies were added in the month?
      -- description: Movies by the time they were added.
      -- parameters:
      --   month: { type: month, default: 2021-12 }
      select count(*) as movies from stream.movies
      where added_at >= :month and added_at < :month + interval '1' month
      """;

  static final String HEADER = "title,mins,added_at\n";

  private final Path directory;
  private final Path lake;

  Workplace(Path directory) {
    this(directory, directory.resolve("data"));
  }

  /**
   * @param lake may be outside of the directory
   */
  Workplace(Path directory, Path lake) {
    this.directory = directory;
    this.lake = lake;
    write("lake/lake.yaml", "lake: test\nzone: Europe/Berlin\nsources: {}\n");
    write("lake/tables/stream/movies.yaml", MOVIES);
    write("lake/tables/vendor/authors.yaml", AUTHORS);
    write("lake/questions/movies-added.sql", QUESTION);
  }

  /** How a command ended; paths in the texts begin with {@code DIR} or {@code LAKE}. */
  record Outcome(int status, String out, String err) {

    /** The lines of a printed table beneath its header, with one blank between values. */
    List<String> rows() {
      return out.lines().skip(2).map(line -> line.replaceAll(" +", " ")).toList();
    }
  }

  /** Ten good movies and three good authors, in the lake. */
  void firstNight() {
    write("dump/movies.csv", HEADER + movies());
    write("dump/authors.json", authors("Ada", "Bo", "Cy"));
    Outcome outcome = night(1);
    if (outcome.status() != 0) {
      throw new IllegalStateException(outcome.err());
    }
  }

  /** The rows of the ten movies that the first night delivers. */
  static String movies() {
    return IntStream.range(0, 10)
        .mapToObj(i -> "Movie %d,%d,2021-12-10T10:00:00+0100\n".formatted(i, 100 + i))
        .collect(Collectors.joining());
  }

  static String authors(String... names) {
    return Arrays.stream(names)
        .map("{\"metadata\":{\"name\":\"%s\",\"born\":\"1956-05-07\"}}"::formatted)
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  /** Runs everything on what is in {@code dump}, delivered in the night of that number. */
  Outcome night(int number) {
    return run("run", "--from", "dump", "--delivered-at", time(number));
  }

  /** Fetches and loads one table's delivery of a night; how the loading ended. */
  Outcome load(String table, int night) {
    Outcome fetched = run("fetch", table, "--from", "dump", "--delivered-at", time(night));
    if (fetched.status() != 0) {
      throw new IllegalStateException(fetched.err());
    }
    return run("load", table);
  }

  static String time(int night) {
    return "2021-12-%02dT02:00:00Z".formatted(night);
  }

  /** Runs a command line as a process started here would, its output going to a file. */
  Outcome run(String... args) {
    return run(TestConsole.file(), args);
  }

  Outcome run(TestConsole console, String... args) {
    return run(console, Map.of(), args);
  }

  /** With what a process finds in its environment. */
  Outcome run(Map<String, String> environment, String... args) {
    return run(TestConsole.file(), environment, args);
  }

  private Outcome run(TestConsole console, Map<String, String> environment, String... args) {
    Locations locations = new Locations(directory, Optional.empty(), environment);
    List<String> words = new ArrayList<>(List.of(args));
    if (!words.contains("--lake")) {
      words.addAll(List.of("--lake", lake.toString()));
    }
    int status =
        Application.assembled(
                locations, console.console(), InputStream.nullInputStream(), new Ending())
            .run(words.toArray(String[]::new));
    return new Outcome(status, shortened(console.out()), shortened(console.err()));
  }

  /** Opens its project, and its lake if that is in the usual place. */
  Lakes lakes(TestConsole console, Ending ending) {
    Locations locations = new Locations(directory, Optional.empty(), Map.of());
    return new Lakes(
        locations, Map.of(), List.of(new DirectorySourceKind()), console.console(), ending);
  }

  private String shortened(String text) {
    return text.replace(lake.toString(), "LAKE").replace(directory.toString(), "DIR");
  }

  /** The lines that a query gives, in CSV without the header. */
  List<String> query(String sql) {
    Outcome outcome = run("sql", sql, "--format", "csv");
    if (outcome.status() != 0) {
      throw new IllegalStateException(outcome.err());
    }
    return outcome.out().lines().skip(1).toList();
  }

  /** Every file of the tables with its size: the log's names are their versions. */
  SortedMap<String, Long> tableFiles() {
    SortedMap<String, Long> files = new TreeMap<>();
    Path silver = lake.resolve("silver");
    if (!Files.isDirectory(silver)) {
      return files;
    }
    try (Stream<Path> paths = Files.walk(silver)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(silver.relativize(path).toString(), Files.size(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  String read(String name) {
    try {
      return Files.readString(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(String name, String text) {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  void write(String name, byte[] content) {
    try {
      Path file = path(name);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete(String name) {
    try {
      Files.delete(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
