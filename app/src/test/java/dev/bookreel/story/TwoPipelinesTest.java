package dev.bookreel.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs on one lake at the same time, as two processes would make them. */
class TwoPipelinesTest {
  private static final Path SAMPLES = Project.root().resolve("samples");

  @TempDir Path directory;

  @Test
  void twoRunsAtOnceDoNothingTwiceAndLoseNothing() throws Exception {
    Path shared = directory.resolve("shared");
    CyclicBarrier start = new CyclicBarrier(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        runs.add(
            threads.submit(
                () -> {
                  try (Project project = new Project(shared)) {
                    start.await();
                    assertThat(project.fetch(SAMPLES, Optional.empty()).complete()).isTrue();
                    assertThat(project.load()).noneMatch(it -> it.needsAttention());
                    start.await();
                    assertThat(project.ask().failures()).isEmpty();
                  }
                  return null;
                }));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    } finally {
      threads.shutdownNow();
    }
    try (Project alone = new Project(directory.resolve("alone"))) {
      alone.fetch(SAMPLES, Optional.empty());
      alone.load();
      alone.ask();

      assertThat(contents(shared)).isEqualTo(contents(directory.resolve("alone")));
    }
  }

  private static List<String> contents(Path lake) {
    try (Project project = new Project(lake)) {
      List<String> contents = new ArrayList<>();
      for (String query :
          List.of(
              "SELECT * FROM stream.movies_history ORDER BY ALL",
              "SELECT * FROM stream.streams_history ORDER BY ALL",
              "SELECT * FROM stream.users_history ORDER BY ALL",
              "SELECT * FROM vendor.authors_history ORDER BY ALL",
              "SELECT * FROM vendor.books_history ORDER BY ALL",
              "SELECT * FROM vendor.reviews_history ORDER BY ALL",
              "SELECT * FROM lake.quarantine ORDER BY ALL",
              "SELECT * EXCLUDE (fetched_at) FROM lake.deliveries ORDER BY ALL",
              "SELECT * EXCLUDE (loaded_at, seconds, message) FROM lake.loads ORDER BY ALL",
              "SELECT * EXCLUDE (asked_at, inputs) FROM analytics.half_movie_watchers ORDER BY ALL",
              "SELECT * EXCLUDE (asked_at, inputs) FROM analytics.outage_users ORDER BY ALL")) {
        contents.add(query);
        contents.addAll(project.query(query));
      }
      return contents;
    }
  }
}
