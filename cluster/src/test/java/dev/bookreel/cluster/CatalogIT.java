package dev.bookreel.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables are registered in a Hive metastore, where others find them. */
class CatalogIT {
  private static final String MASTER = "local[2]";

  @TempDir private Path directory;

  @Test
  void anySqlClientFindsTheTablesAsTheyAreNow() throws Exception {
    Project project = Project.in(directory.resolve("project"));
    try (Spark spark = new Spark(directory)) {
      project.declare("movies", "");
      project.write("dump/movies.csv", "title,mins\nAlien,117\nBrazil,143\nCube,90\nDune,137\n");
      project.printed(run(spark, project, "2022-01-01T02:00:00Z", "data"), "run");
      project.declare("movies", "  year:  { type: int }\n");
      project.write("dump/movies.csv", "title,mins,year\nAlien,118,1979\nCube,90,\nDune,137,\n");
      project.printed(run(spark, project, "2022-01-02T02:00:00Z", "data"), "run");

      assertThat(
              rows(
                  spark,
                  project,
                  "SELECT title, mins, year, deleted_at IS NULL FROM stream.movies ORDER BY title",
                  "SELECT title, mins, is_latest FROM stream.movies_history"
                      + " ORDER BY title, valid_from",
                  "SELECT table_name, status FROM lake.loads ORDER BY delivered_at"))
          .containsExactly(
              "Alien|118|1979|true",
              "Brazil|143|null|false",
              "Cube|90|null|true",
              "Dune|137|null|true",
              "Alien|117|false",
              "Alien|118|true",
              "Brazil|143|true",
              "Cube|90|true",
              "Dune|137|true",
              "stream.movies|loaded",
              "stream.movies|loaded");

      assertThat(run(spark, project, "2022-01-01T02:00:00Z", "another").waitFor()).isEqualTo(1);
      assertThat(Files.readString(project.log("run")))
          .contains("loaded stream.movies")
          .contains("there is a table lake.deliveries already, in file:")
          .contains("Use a catalog for each lake, or drop it there");
    }
  }

  /** A metastore in a database of its own. */
  private List<String> settings() {
    return List.of(
        "spark.sql.catalogImplementation=hive",
        "spark.sql.warehouse.dir=" + directory.resolve("warehouse"),
        "spark.hadoop.javax.jdo.option.ConnectionURL=jdbc:derby:;create=true;databaseName="
            + directory.resolve("metastore"),
        "spark.driver.host=127.0.0.1",
        "spark.ui.enabled=false");
  }

  private Process run(Spark spark, Project project, String deliveredAt, String lake)
      throws IOException {
    return spark.submit(
        project.folder(),
        project.log("run"),
        MASTER,
        settings(),
        Map.of(),
        Project.run(deliveredAt, "--lake", lake));
  }

  private Stream<String> rows(Spark spark, Project project, String... queries) throws Exception {
    List<String> command = new ArrayList<>();
    Stream.concat(
            settings().stream(),
            Stream.of(
                "spark.master=" + MASTER,
                "spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension",
                "spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog"))
        .forEach(setting -> command.add("-D" + setting));
    command.add(SqlClient.class.getName());
    command.addAll(List.of(queries));
    return project
        .printed(spark.run(project.folder(), project.log("client"), Map.of(), command), "client")
        .lines()
        .filter(line -> line.startsWith(SqlClient.ROW))
        .map(line -> line.substring(SqlClient.ROW.length()));
  }
}
