package dev.bookreel.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands print, and how they end, does not tell which engine was at work. */
class CommandsIT {
  private static final String FIRST = "2021-12-31T02:00:00Z";
  private static final String SECOND = "2022-01-01T02:00:00Z";
  private static final String HELD = "2022-01-02T02:00:00Z";

  /** None changes what the next one sees. */
  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("status"),
          List.of("status", "--format", "json"),
          List.of("tables"),
          List.of("describe", "stream.movies"),
          List.of("history", "stream.movies"),
          List.of("history", "stream.movies", "Alien"),
          List.of("history", "stream.movies", "Alein"),
          List.of("diff", "stream.movies", "--from", FIRST, "--to", SECOND),
          List.of("quarantine"),
          List.of("quarantine", "stream.movies", "--format", "json"),
          List.of("sql", "select title, mins, valid_to from stream.movies_history order by 1, 2"),
          List.of("sql", "select count(*) as n from stream.movies", "--as-of", FIRST),
          List.of("sql", "select median(mins) as middle from stream.movies", "--format", "csv"),
          List.of("ask"),
          List.of("load"),
          List.of("verify"),
          List.of("clean"));

  @TempDir private Path directory;

  @Test
  void bothEnginesSayTheSame() throws Exception {
    Project project = Project.in(directory.resolve("project"));
    project.declare("movies", "");
    project.write(
        "lake/questions/long-ones.sql",
        """
        -- title: How many movies are long?
        -- description: Of two hours and more.
        select count(*) as movies from stream.movies where mins >= 120
        """);
    project.write("first/movies.csv", "title,mins\nAlien,117\nBrazil,143\nBad,x\nDune,137\n");
    project.write("second/movies.csv", "title,mins\nAlien,118\nBrazil,143\nCube,90\nDune,137\n");
    project.write("held/movies.csv", "title,mins\nAlien,118\n");
    List<String> command = new ArrayList<>(List.of(BothEngines.class.getName()));
    Stream.of(
            Stream.of(
                List.of("status"), run("first", FIRST), run("second", SECOND), run("held", HELD)),
            COMMANDS.stream())
        .flatMap(it -> it)
        .forEach(
            it -> {
              command.addAll(it);
              command.add(BothEngines.NEXT);
            });
    try (Spark spark = new Spark(directory)) {
      String printed =
          project.printed(
              spark.run(project.folder(), project.log("both"), Map.of(), command), "both");

      assertThat(
              printed
                  .lines()
                  .filter(line -> line.startsWith(BothEngines.SAME))
                  .filter(line -> !line.startsWith(BothEngines.SAME + "run "))
                  .map(line -> line.substring(BothEngines.SAME.length())))
          .as(printed)
          .containsExactlyElementsOf(
              Stream.concat(Stream.of(List.of("status")), COMMANDS.stream())
                  .map(it -> String.join(" ", it))
                  .toList());
    }
  }

  private static List<String> run(String folder, String deliveredAt) {
    return List.of("run", "--from", folder, "--delivered-at", deliveredAt);
  }
}
