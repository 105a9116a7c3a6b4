package dev.bookreel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Bookreel and the floor beside it, as whole processes, with a folder for what they work on. */
final class Programs {
  private final Path home;
  private final Path work;

  /**
   * @param home the checkout
   * @param work for data and lakes
   */
  Programs(Path home, Path work) {
    this.home = home;
    this.work = work;
  }

  Path home() {
    return home;
  }

  /** A name in the folder. */
  Path work(String name) {
    return work.resolve(name);
  }

  /** A folder in it, created. */
  Path made(String name) throws IOException {
    return Files.createDirectories(work.resolve(name));
  }

  TimedCommand bookreel(List<String> arguments) throws IOException, InterruptedException {
    return bookreel(arguments, Map.of());
  }

  TimedCommand bookreel(List<String> arguments, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(home.resolve("bookreel").toString()));
    command.addAll(arguments);
    return TimedCommand.run(command, environment, home, work);
  }

  /** With the product's DuckDB, which lies unpacked, and its options for a short start. */
  TimedCommand floor(List<String> statements) throws IOException, InterruptedException {
    Path script = Files.writeString(work.resolve("floor.sql"), FloorSql.script(statements));
    Path libraries = libraries();
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

  /** Where the build puts the product's jars. */
  Path libraries() {
    return home.resolve("app/target/bookreel/lib");
  }

  static List<String> run(Path project, Path from, String time, Path lake) {
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

  void sample(Path to, int nights, long streams, long reviews)
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

  static void deleteIfThere(Path folder) throws IOException {
    if (Files.exists(folder)) {
      WholeCommand.delete(folder);
    }
  }

  static void copy(Path from, Path to) throws IOException {
    deleteIfThere(to);
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }
}
