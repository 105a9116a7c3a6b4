package dev.bookreel.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The assembled jar, submitted to a real cluster of two workers. */
class ClusterIT {
  private static final int ROWS = 400_000;
  private static final int CHANGED_EVERY = 100;
  private static final String COUNTS =
      "SELECT count(*), sum(CASE WHEN valid_to IS NULL THEN 1 ELSE 0 END), sum(mins)"
          + " FROM stream.%s_history";

  @TempDir private Path directory;
  private Path project;
  private Path spark;

  @BeforeEach
  void aProjectOfTwoTables() throws IOException {
    spark = Jars.install(directory.resolve("spark"));
    project = directory.resolve("project");
    write("lake/lake.yaml", "lake: test\nzone: Europe/Berlin\nsources: {}\n");
    for (String table : List.of("movies", "series")) {
      write(
          "lake/tables/stream/" + table + ".yaml",
          """
          table: stream.%1$s
          description: What is shown.
          delivery: %1$s.csv
          format: csv
          contains: everything
          key: [title]
          columns:
            title: { type: string }
            mins:  { type: int }
          """
              .formatted(table));
    }
  }

  /** Links to files elsewhere: who deletes the folder would warn of each. */
  @AfterEach
  void deleteLinks() throws IOException {
    try (Stream<Path> jars = Files.list(spark.resolve("jars"))) {
      for (Path jar : jars.collect(Collectors.toList())) {
        Files.delete(jar);
      }
    }
  }

  private void deliver(int night) throws IOException {
    for (String table : List.of("movies", "series")) {
      write(
          "dump/" + table + ".csv",
          IntStream.range(0, ROWS)
              .mapToObj(i -> table + i + "," + (i + (i % CHANGED_EVERY == 0 ? night : 0)))
              .collect(Collectors.joining("\n", "title,mins\n", "\n")));
    }
  }

  private void write(String name, String content) throws IOException {
    Path file = project.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  @Test
  void aLoadOutlivesTheLossOfAWorker() throws Exception {
    try (Cluster cluster = new Cluster(spark, directory.resolve("cluster"), 2)) {
      deliver(1);
      assertThat(run(cluster, 1)).contains("loaded stream.movies").contains("400000 inserted");
      deliver(2);

      Process second = submitted(cluster, 2);
      awaitStaging(second);
      assertThat(cluster.executors(0)).isPositive();
      cluster.kill(0);
      assertThat(second.isAlive()).isTrue();

      assertThat(ended(second, 2))
          .contains("loaded stream.movies")
          .contains("loaded stream.series")
          .contains("4000 updated")
          .contains("Lost executor");
      for (String table : List.of("movies", "series")) {
        // Each of the changed records has a version of each night.
        long sum = 0;
        for (int i = 0; i < ROWS; i++) {
          sum += i % CHANGED_EVERY == 0 ? 2L * i + 3 : i;
        }
        assertThat(query(COUNTS.formatted(table)))
            .contains(String.valueOf(ROWS + ROWS / CHANGED_EVERY))
            .contains(String.valueOf(ROWS))
            .contains(String.valueOf(sum));
      }
      assertThat(staged()).isEmpty();

      Process wrong = cluster.submit(project, log(3), "load", "no.such", "--engine", "spark");
      assertThat(wrong.waitFor()).isEqualTo(2);
      assertThat(Files.readString(log(3))).contains("no.such");
    }
  }

  private String run(Cluster cluster, int night) throws Exception {
    return ended(submitted(cluster, night), night);
  }

  private Process submitted(Cluster cluster, int night) throws Exception {
    return cluster.submit(
        project,
        log(night),
        "run",
        "--engine",
        "spark",
        "--from",
        "dump",
        "--delivered-at",
        "2022-01-0%dT02:00:00Z".formatted(night));
  }

  private Path log(int night) {
    return directory.resolve("run-" + night + ".log");
  }

  private String ended(Process process, int night) throws Exception {
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    String printed = Files.readString(log(night));
    assertThat(ended).as(printed).isTrue();
    assertThat(process.exitValue()).as(printed).isZero();
    return printed;
  }

  /** Both tables' tasks have begun: each executor has one. */
  private void awaitStaging(Process process) throws Exception {
    while (staged().size() < 2) {
      assertThat(process.isAlive()).as(Files.readString(log(2))).isTrue();
      Thread.sleep(10);
    }
  }

  private List<Path> staged() throws IOException {
    Path system = project.resolve("data/system");
    if (!Files.isDirectory(system)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(system)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(".staged-"))
          .collect(Collectors.toList());
    }
  }

  /** Asks the embedded engine in the same jar: no Spark but its classes is there. */
  private String query(String sql) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Jars.ASSEMBLED + ":" + spark.resolve("jars") + "/*",
                "dev.bookreel.cli.Main",
                "sql",
                sql,
                "--format",
                "csv"));
    Process process =
        new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }
}
