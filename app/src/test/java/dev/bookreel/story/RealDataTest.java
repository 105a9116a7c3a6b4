package dev.bookreel.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bookreel.pipeline.Answer;
import dev.bookreel.pipeline.AskReport;
import dev.bookreel.pipeline.LoadReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data that the project was made for. It is not part of the repository: it lies beside it. */
class RealDataTest {
  private static final Path DATA = Project.root().resolve("../shared/data");
  private static final Optional<Instant> DELIVERED_AT =
      Optional.of(Instant.parse("2022-01-01T02:00:00Z"));

  @TempDir Path lake;

  @BeforeEach
  void dataIsThere() {
    assumeTrue(
        Files.isDirectory(DATA),
        "Left out: the real data is not beside the checkout, at " + DATA.normalize());
  }

  @Test
  void sixDeliveriesGiveSixRightAnswers() {
    try (Project project = new Project(lake)) {
      assertThat(project.fetch(DATA, DELIVERED_AT).complete()).isTrue();
      assertThat(project.load().stream().map(RealDataTest::loaded))
          .containsExactly(
              "stream.movies: 91 read, 91 inserted, 0 quarantined",
              "stream.streams: 9652 read, 9652 inserted, 0 quarantined",
              "stream.users: 783 read, 783 inserted, 0 quarantined",
              "vendor.authors: 201 read, 200 inserted, 1 quarantined",
              "vendor.books: 103 read, 103 inserted, 0 quarantined",
              "vendor.reviews: 501 read, 501 inserted, 0 quarantined");
      assertThat(project.query("SELECT reason FROM lake.quarantine"))
          .containsExactly("name: no value in a key column");

      AskReport asked = project.ask();

      assertThat(asked.failures()).isEmpty();
      assertThat(asked.answers().stream().map(RealDataTest::text))
          .containsExactly(
              "average-stream-duration: [722.2668, 9652]",
              "half-movie-watchers: [watched inside the week, 725]"
                  + " [sessions that touch the week, 728]"
                  + " [sessions that start in the week, 712]",
              "median-stream-size: [0.935901, 0.913966]",
              "movies-based-on-books: [93.41, 85, 91]",
              "movies-by-author-nationality: [3, [Dog Day Afternoon, Double Indemnity, The"
                  + " Bridge on the River Kwai]]",
              "outage-users: [4, 4]");
    }
  }

  @Test
  void aSecondRunFindsNothingNewAndWritesNothing() throws Exception {
    try (Project project = new Project(lake)) {
      project.fetch(DATA, DELIVERED_AT);
      project.load();
      project.ask();
    }
    List<Path> before = files();
    try (Project project = new Project(lake)) {
      project.fetch(DATA, DELIVERED_AT);

      assertThat(project.load()).isEmpty();
      assertThat(project.ask().answers()).hasSize(6).noneMatch(Answer::isNew);
    }
    assertThat(files()).isEqualTo(before);
  }

  private List<Path> files() throws Exception {
    try (var files = Files.walk(lake)) {
      return files.sorted().collect(Collectors.toList());
    }
  }

  private static String loaded(LoadReport report) {
    var counts = report.counts().orElseThrow();
    return "%s: %d read, %d inserted, %d quarantined"
        .formatted(report.table(), counts.read(), counts.inserted(), counts.quarantined());
  }

  private static String text(Answer answer) {
    return answer.question().id()
        + ": "
        + answer.rows().stream().map(List::toString).collect(Collectors.joining(" "));
  }
}
