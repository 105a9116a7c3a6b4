package dev.bookreel.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.pipeline.Answer;
import dev.bookreel.pipeline.AskReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples that the project ships: three nights of deliveries. */
class SamplesTest {
  private static final Path SAMPLES = Project.root().resolve("samples");
  private static final List<String> HISTORIES =
      List.of(
          "stream.movies_history",
          "stream.streams_history",
          "stream.users_history",
          "vendor.authors_history",
          "vendor.books_history",
          "vendor.reviews_history");

  private static final String NEW_FIELDS =
      "new fields; to have one as a column, add its line to the definition's columns:";

  /** Deleted on the second night, opened again on the third. */
  private static final String REVIEWS_THAT_CAME_BACK =
      """
      SELECT count(*) FROM vendor.reviews_history AS gone
      JOIN vendor.reviews_history AS back
        ON back.created_at = gone.created_at AND back.book_titles = gone.book_titles
          AND back.movie_titles = gone.movie_titles AND back.valid_from > gone.valid_to
      """;

  @TempDir Path directory;

  @Test
  void threeNightsLoadAsTheyWereMade() {
    try (Project project = new Project(directory)) {
      assertThat(project.fetch(SAMPLES, Optional.empty()).complete()).isTrue();

      assertThat(Reports.texts(project.load()))
          .containsExactly(
              "stream.movies 2021-12-29T02:00:00Z loaded, 60 read, 60 inserted",
              "stream.movies 2021-12-30T02:00:00Z loaded, 61 read, 1 inserted, 2 updated, 58 unchanged",
              "stream.movies 2021-12-31T02:00:00Z loaded, 62 read, 1 inserted, 2 updated, 59 unchanged",
              "stream.streams 2021-12-29T02:00:00Z loaded, 5593 read, 5588 inserted, 1 duplicates, 4 quarantined",
              "stream.streams 2021-12-30T02:00:00Z loaded, 211 read, 206 inserted, 1 duplicates, 4 quarantined",
              "stream.streams 2021-12-31T02:00:00Z loaded, 211 read, 206 inserted, 1 duplicates, 4 quarantined",
              "stream.users 2021-12-29T02:00:00Z loaded, 500 read, 500 inserted",
              "stream.users 2021-12-30T02:00:00Z loaded, 503 read, 3 inserted, 17 updated, 483 unchanged",
              "stream.users 2021-12-31T02:00:00Z loaded, 506 read, 3 inserted, 17 updated, 486 unchanged",
              "vendor.authors 2021-12-29T02:00:00Z loaded, 125 read, 120 inserted, 1 duplicates, 4 quarantined: check died_after_birth (died_at >= birth_date) failed for 1 row, first at position 52; "
                  + NEW_FIELDS
                  + "\n  nationalities_id: { type: array<string>, from: \"nationalities[].id\" }\n  nationalities_label: { type: array<string>, from: \"nationalities[].label\" }",
              "vendor.authors 2021-12-30T02:00:00Z loaded, 124 read, 2 inserted, 4 updated, 3 deleted, 113 unchanged, 1 duplicates, 4 quarantined: check died_after_birth (died_at >= birth_date) failed for 1 row, first at position 50",
              "vendor.authors 2021-12-31T02:00:00Z loaded, 124 read, 3 inserted, 4 updated, 3 deleted, 112 unchanged, 1 duplicates, 4 quarantined: check died_after_birth (died_at >= birth_date) failed for 1 row, first at position 49",
              "vendor.books 2021-12-29T02:00:00Z loaded, 100 read, 100 inserted",
              "vendor.books 2021-12-30T02:00:00Z unchanged",
              "vendor.books 2021-12-31T02:00:00Z loaded, 99 read, 4 inserted, 7 updated, 5 deleted, 88 unchanged",
              "vendor.reviews 2021-12-29T02:00:00Z loaded, 305 read, 300 inserted, 1 duplicates, 4 quarantined: "
                  + NEW_FIELDS
                  + "\n  books_id: { type: array<string>, from: \"books[].id\" }\n  books_metadata_pages: { type: array<string>, from: \"books[].metadata.pages\" }\n  movies_id: { type: array<long>, from: \"movies[].id\" }\n  label: { type: string, from: rating.label }",
              "vendor.reviews 2021-12-30T02:00:00Z loaded, 303 read, 6 inserted, 10 updated, 8 deleted, 282 unchanged, 1 duplicates, 4 quarantined",
              "vendor.reviews 2021-12-31T02:00:00Z loaded, 304 read, 9 inserted, 10 updated, 8 deleted, 280 unchanged, 1 duplicates, 4 quarantined");
      assertThat(project.query(REVIEWS_THAT_CAME_BACK)).containsExactly("3");
    }
  }

  @Test
  void nightByNightGivesTheSameHistoryAsAllAtOnce() throws IOException {
    try (Project atOnce = new Project(directory.resolve("at once"));
        Project nightly = new Project(directory.resolve("nightly"))) {
      atOnce.fetch(SAMPLES, Optional.empty());
      atOnce.load();
      for (Path night : nights()) {
        Path single = Files.createDirectories(directory.resolve(night.getFileName() + " only"));
        copy(night, single.resolve(night.getFileName()));
        assertThat(nightly.fetch(single, Optional.empty()).complete()).isTrue();
        nightly.load();
      }

      for (String history : HISTORIES) {
        String all = "SELECT * FROM " + history + " ORDER BY ALL";
        assertThat(nightly.query(all)).as(history).isNotEmpty().isEqualTo(atOnce.query(all));
      }
      String quarantine = "SELECT * FROM lake.quarantine ORDER BY ALL";
      assertThat(nightly.query(quarantine)).hasSize(36).isEqualTo(atOnce.query(quarantine));
    }
  }

  private static List<Path> nights() throws IOException {
    try (var folders = Files.list(SAMPLES)) {
      return folders.filter(Files::isDirectory).sorted().collect(Collectors.toList());
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.sorted().collect(Collectors.toList())) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @Test
  void theSixAnswersAreThoseOfAnIndependentScript() {
    try (Project project = new Project(directory)) {
      project.fetch(SAMPLES, Optional.empty());
      project.load();

      AskReport asked = project.ask();

      assertThat(asked.failures()).isEmpty();
      assertThat(asked.answers().stream().map(SamplesTest::text))
          .containsExactly(
              "average-stream-duration: [725.8368, 6000]",
              "half-movie-watchers: [watched inside the week, 460] [sessions that touch the week, 461] [sessions that start in the week, 451]",
              "median-stream-size: [0.903027, 0.881863]",
              "movies-based-on-books: [82.26, 51, 62]",
              "movies-by-author-nationality: [4, [L'été à Port-Clément, The Marble Gardener, The Narrow Telegram, Unforgiven]]",
              "outage-users: [7, 7]");
    }
  }

  private static String text(Answer answer) {
    return answer.question().id()
        + ": "
        + answer.rows().stream().map(List::toString).collect(Collectors.joining(" "));
  }

  @Test
  void aSecondRunWritesNothing() throws IOException {
    try (Project project = new Project(directory)) {
      project.fetch(SAMPLES, Optional.empty());
      project.load();
      project.ask();
    }
    List<String> before = LakeFiles.of(directory);
    try (Project project = new Project(directory)) {
      assertThat(project.fetch(SAMPLES, Optional.empty()).complete()).isTrue();
      assertThat(project.load()).isEmpty();
      assertThat(project.ask().answers()).hasSize(6).noneMatch(Answer::isNew);
    }

    assertThat(LakeFiles.of(directory)).isEqualTo(before);
  }
}
