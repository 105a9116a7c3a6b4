package dev.bookreel.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.engine.Moment;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.explain.Explainer;
import dev.bookreel.explain.TableDiff;
import dev.bookreel.explain.TableDiff.Changed;
import dev.bookreel.explain.TableDiff.ChangedRecords;
import dev.bookreel.explain.TableDiff.Counts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What differs between two moments is what the lake shows at each of them, compared. */
class TableDiffTest {
  @TempDir Path directory;
  private Project project;
  private Source source;

  @BeforeEach
  void openLake() {
    project = Project.ofFewRecords(directory.resolve("lake"), new TickingClock());
    source = new Source(directory.resolve("source"), project);
  }

  @AfterEach
  void closeLake() {
    project.close();
  }

  private void night(int number, String... movies) {
    source.deliversMovies(number, movies);
    project.loadAccepting("stream.movies");
  }

  private List<String> diff(int from, int to) {
    List<String> texts = new ArrayList<>();
    try (TableDiff diff = open(from, to)) {
      Counts counts = diff.counts();
      long[] seen = new long[3];
      try (ChangedRecords records = diff.records()) {
        for (Changed it = records.next(); it != null; it = records.next()) {
          seen[List.of("inserted", "updated", "deleted").indexOf(it.what())]++;
          texts.add(it.what() + " " + it.key() + " " + it.changes());
        }
      }
      assertThat(counts).isEqualTo(new Counts(seen[0], seen[1], seen[2]));
    }
    return texts;
  }

  private TableDiff open(int from, int to) {
    return new Explainer(directory.resolve("lake"), project.engine())
        .diff(project.table("stream.movies"), Source.night(from), Source.night(to));
  }

  @Test
  void recordsThatCameChangedOrWentAreToldWithTheirColumns() {
    night(1, "A,1", "B,2", "C,3");
    night(2, "A,1", "C,33", "D,4");

    assertThat(diff(1, 2))
        .containsExactly(
            "deleted [B] [Change[column=duration_mins, from=2, to=null],"
                + " Change[column=original_language, from=en, to=null],"
                + " Change[column=size_mb, from=1, to=null]]",
            "updated [C] [Change[column=duration_mins, from=3, to=33]]",
            "inserted [D] [Change[column=duration_mins, from=null, to=4],"
                + " Change[column=original_language, from=null, to=en],"
                + " Change[column=size_mb, from=null, to=1]]");
  }

  @Test
  void whatWasSoAgainAtTheEndDoesNotDiffer() {
    night(1, "A,1", "B,2");
    night(2, "A,11", "C,3");
    night(3, "A,1", "B,2");

    assertThat(diff(1, 3)).isEmpty();
    assertThat(diff(2, 2)).isEmpty();
    assertThat(diff(0, 1)).hasSize(2);
    assertThat(diff(3, 9)).isEmpty();
  }

  @Test
  void theEarlierMomentComesFirst() {
    night(1, "A,1");
    assertThatThrownBy(() -> open(2, 1))
        .isInstanceOf(WrongUsageException.class)
        .hasMessage(
            "2022-01-02T02:00:00Z is after 2022-01-01T02:00:00Z. Give the earlier moment first");
  }

  @Test
  void anyTwoMomentsDifferInWhatTheLakeShowsAtEach() {
    Random random = new Random(7);
    int nights = 6;
    for (int night = 1; night <= nights; night++) {
      List<String> movies = new ArrayList<>(List.of("always,1"));
      for (char title = 'A'; title <= 'K'; title++) {
        if (random.nextInt(3) > 0) {
          movies.add(title + "," + (random.nextInt(3) > 0 ? random.nextInt(2) : ""));
        }
      }
      night(night, movies.toArray(String[]::new));
    }
    for (int from = 0; from <= nights; from++) {
      for (int to = from; to <= nights; to++) {
        assertThat(diff(from, to).stream().map(it -> it.replaceAll("] .*", "]")).toList())
            .as("from night %d to night %d", from, to)
            .isEqualTo(compared(live(from), live(to)));
      }
    }
  }

  private Map<String, String> live(int night) {
    Map<String, String> live = new TreeMap<>();
    Moment moment = Moment.NEWEST.asOf(Optional.of(Source.night(night)));
    for (String row :
        project.query(
            moment, "SELECT title, duration_mins FROM stream.movies WHERE deleted_at IS NULL")) {
      live.put(row.substring(0, row.indexOf('|')), row);
    }
    return live;
  }

  private static List<String> compared(Map<String, String> from, Map<String, String> to) {
    Map<String, String> differences = new TreeMap<>();
    from.forEach((key, row) -> differences.put(key, to.containsKey(key) ? "updated" : "deleted"));
    to.forEach((key, row) -> differences.putIfAbsent(key, "inserted"));
    differences
        .keySet()
        .removeIf(key -> from.containsKey(key) && from.get(key).equals(to.get(key)));
    List<String> texts = new ArrayList<>();
    differences.forEach((key, what) -> texts.add(what + " [" + key + "]"));
    return texts;
  }
}
