package dev.bookreel.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.storage.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The assembled jar, submitted to a real cluster of two workers. */
class ClusterIT {
  private static final int ROWS = 400_000;
  private static final int CHANGED_EVERY = 100;

  /** Up to so many the driver loads by itself. */
  private static final int SMALL_BYTES = 4096;

  private static final List<String> TABLES = List.of("movies", "series");

  @TempDir private Path directory;

  @Test
  void aLoadOutlivesTheLossOfAWorker() throws Exception {
    Project project = Project.in(directory.resolve("project"));
    for (String table : TABLES) {
      project.declare(table, "");
    }
    try (Spark spark = new Spark(directory);
        Cluster cluster = new Cluster(spark, directory.resolve("cluster"), 2)) {
      deliver(project, 1);
      assertThat(project.printed(run(cluster, project, 1), "run-1"))
          .contains("loaded stream.movies")
          .contains("400000 inserted");

      deliver(project, 2);
      Process second = run(cluster, project, 2);
      awaitTasks(project, second);
      assertThat(cluster.executors(0)).isPositive();
      cluster.kill(0);
      assertThat(second.isAlive()).isTrue();

      assertThat(project.printed(second, "run-2"))
          .contains("loaded stream.movies")
          .contains("loaded stream.series")
          .contains("4000 updated")
          .contains("Lost executor")
          .doesNotContain("One task reads");
      for (String table : TABLES) {
        assertThat(inEmbeddedEngine(spark, project, table))
            .contains(String.join(",", versions(), records(), minutes()));
      }
      assertThat(staged(project)).isEmpty();

      Process wrong = cluster.submit(project, "wrong", "load", "no.such", "--engine", "spark");
      assertThat(wrong.waitFor()).isEqualTo(2);
      assertThat(Files.readString(project.log("wrong"))).contains("no.such");
    }
  }

  @Test
  void aLakeOnS3IsThatOfTheDisk() throws Exception {
    Project project = Project.in(directory.resolve("project"));
    project.declare("movies", "");
    try (S3Server s3 = S3Server.start();
        Spark spark = new Spark(directory);
        Cluster cluster = new Cluster(spark, directory.resolve("cluster"), 1)) {
      String lake = "s3a://" + s3.newBucket() + "/lake";
      Map<String, String> environment = new HashMap<>(s3.environment());
      environment.put("BOOKREEL_CACHE", directory.resolve("cache").toString());
      for (int night = 1; night <= 2; night++) {
        project.write(
            "dump/movies.csv",
            "title,mins,note\nAlien,117,%s\nHeat,%d,\nBad,x,\n"
                .formatted("x".repeat(2 * SMALL_BYTES), night));
        Process run =
            cluster.submit(
                project,
                "run-" + night,
                List.of(
                    "spark.jars=" + Spark.s3Jars(),
                    "spark.sql.files.maxPartitionBytes=" + SMALL_BYTES),
                environment,
                Project.run("2022-01-0%dT02:00:00Z".formatted(night), "--lake", lake));
        assertThat(project.printed(run, "run-" + night)).contains("loaded stream.movies");
      }

      Process asked =
          spark.run(
              project.folder(),
              project.log("asked"),
              environment,
              List.of(
                  "dev.bookreel.cli.Main",
                  "sql",
                  "SELECT title, mins, is_latest FROM stream.movies_history ORDER BY title, mins",
                  "--lake",
                  lake,
                  "--format",
                  "csv"));
      assertThat(project.printed(asked, "asked").lines())
          .containsExactly("title,mins,is_latest", "Alien,117,true", "Heat,1,false", "Heat,2,true");
    }
  }

  private static void deliver(Project project, int night) throws IOException {
    for (String table : TABLES) {
      project.write(
          "dump/" + table + ".csv",
          IntStream.range(0, ROWS)
              .mapToObj(i -> table + i + "," + (i + (i % CHANGED_EVERY == 0 ? night : 0)))
              .collect(Collectors.joining("\n", "title,mins\n", "\n")));
    }
  }

  private static String versions() {
    return String.valueOf(ROWS + ROWS / CHANGED_EVERY);
  }

  private static String records() {
    return String.valueOf(ROWS);
  }

  /** Each of the changed records has a version of each night. */
  private static String minutes() {
    return String.valueOf(
        IntStream.range(0, ROWS).mapToLong(i -> i % CHANGED_EVERY == 0 ? 2L * i + 1 + 2 : i).sum());
  }

  private static Process run(Cluster cluster, Project project, int night) throws IOException {
    return cluster.submit(
        project, "run-" + night, Project.run("2022-01-0%dT02:00:00Z".formatted(night)));
  }

  /** Each executor has a task of the load, so that whichever is lost loses one. */
  private static void awaitTasks(Project project, Process process) throws Exception {
    String printed = "";
    while (!printed.contains(",executor 0,") || !printed.contains(",executor 1,")) {
      assertThat(process.isAlive()).as(printed).isTrue();
      Thread.sleep(10);
      printed = Files.readString(project.log("run-2"));
    }
    assertThat(staged(project)).isNotEmpty();
  }

  private static List<Path> staged(Project project) throws IOException {
    try (Stream<Path> files = Files.list(project.folder().resolve("data/system"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("_staged-"))
          .collect(Collectors.toList());
    }
  }

  private static String inEmbeddedEngine(Spark spark, Project project, String table)
      throws Exception {
    Process process =
        spark.run(
            project.folder(),
            project.log(table),
            Map.of(),
            List.of(
                "dev.bookreel.cli.Main",
                "sql",
                "SELECT count(*), count(*) FILTER (valid_to IS NULL), sum(mins) FROM stream."
                    + table
                    + "_history",
                "--format",
                "csv"));
    return project.printed(process, table);
  }
}
