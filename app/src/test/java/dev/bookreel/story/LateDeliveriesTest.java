package dev.bookreel.story;

import static dev.bookreel.story.Source.night;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries that come when later ones are loaded. */
class LateDeliveriesTest {
  private static final String MOVIES = "stream.movies";
  private static final String HISTORY =
      "SELECT title, duration_mins, valid_from, valid_to, is_latest FROM stream.movies_history"
          + " ORDER BY title, valid_from";
  private static final String LOADS =
      "SELECT delivered_at, status, message FROM lake.loads ORDER BY loaded_at, delivered_at";
  private static final String LATE =
      "stream.movies 2022-01-02T02:00:00Z late: delivered before 2022-01-03T02:00:00Z, which is"
          + " loaded: 'bookreel load stream.movies --late' takes it in, as 'bookreel rebuild"
          + " stream.movies' would";

  @TempDir Path directory;

  @TempDir(factory = LakeFolders.class, cleanup = CleanupMode.NEVER)
  Path lake;

  private Project project;
  private Source source;

  @BeforeEach
  void openLake() {
    project = Project.ofFewRecords(lake, new TickingClock());
    source = new Source(directory.resolve("source"), project);
  }

  @AfterEach
  void closeLake() {
    project.close();
  }

  private List<String> load(String table) {
    return Reports.texts(project.load(table));
  }

  @Test
  void aLateDeliveryIsReportedOnceAndTakenInByARebuild() {
    source.deliversMovies(1, "A,1", "B,2", "C,3", "D,4");
    source.deliversMovies(3, "A,1", "B,2", "C,3", "E,5");
    load(MOVIES);
    source.deliversMovies(2, "A,1", "B,22", "C,3", "D,4");

    assertThat(load(MOVIES))
        .containsExactly(
            "stream.movies 2022-01-02T02:00:00Z late: delivered before 2022-01-03T02:00:00Z, which"
                + " is loaded: 'bookreel load stream.movies --late' takes it in, as 'bookreel rebuild stream.movies' would");
    assertThat(load(MOVIES)).isEmpty();
    assertThat(Reports.texts(project.rebuild(MOVIES)))
        .containsExactly(
            "stream.movies 2022-01-03T02:00:00Z rebuilt, 12 read, 5 inserted, 2 updated, 1 deleted,"
                + " 5 unchanged: from 3 deliveries");
    assertThat(load(MOVIES)).isEmpty();
    assertThat(project.query(HISTORY)).isEqualTo(inOrder());
    assertThat(project.query(LOADS))
        .containsExactly(
            "2022-01-01T02:00:00Z|loaded|",
            "2022-01-03T02:00:00Z|loaded|",
            "2022-01-02T02:00:00Z|late|delivered before 2022-01-03T02:00:00Z, which is loaded:"
                + " 'bookreel load stream.movies --late' takes it in, as 'bookreel rebuild stream.movies' would",
            "2022-01-02T02:00:00Z|rebuilt|taken in by a rebuild",
            "2022-01-03T02:00:00Z|rebuilt|from 3 deliveries");
  }

  private List<String> inOrder() {
    try (Project other = Project.ofFewRecords(directory.resolve("other"), new TickingClock())) {
      Source inOrder = new Source(directory.resolve("in order"), other);
      inOrder.deliversMovies(1, "A,1", "B,2", "C,3", "D,4");
      inOrder.deliversMovies(2, "A,1", "B,22", "C,3", "D,4");
      inOrder.deliversMovies(3, "A,1", "B,2", "C,3", "E,5");
      other.load(MOVIES);
      return other.query(HISTORY);
    }
  }

  @Test
  void aLateDeliveryIsTakenInInItsPlaceAndStaysPartOfRebuilds() {
    source.deliversMovies(1, "A,1", "B,2", "C,3", "D,4");
    source.deliversMovies(3, "A,1", "B,2", "C,3", "E,5");
    load(MOVIES);
    source.deliversMovies(2, "A,1", "B,22", "C,3", "D,4");

    assertThat(Reports.texts(project.loadLate(MOVIES)))
        .containsExactly(
            LATE,
            "stream.movies 2022-01-02T02:00:00Z loaded, 4 read, 1 updated, 3 unchanged: taken in"
                + " after 2022-01-03T02:00:00Z");
    assertThat(project.query(HISTORY)).isEqualTo(inOrder());
    assertThat(project.loadLate(MOVIES)).isEmpty();
    project.rebuild(MOVIES);
    assertThat(project.query(HISTORY)).isEqualTo(inOrder());
    assertThat(project.query("SELECT delivered_at, status, version FROM lake.loads ORDER BY ALL"))
        .containsExactly(
            "2022-01-01T02:00:00Z|loaded|0",
            "2022-01-02T02:00:00Z|late|null",
            "2022-01-02T02:00:00Z|loaded|2",
            "2022-01-03T02:00:00Z|loaded|1",
            "2022-01-03T02:00:00Z|rebuilt|3");
  }

  @Test
  void aLateDeliveryThatIsFollowedByOneThatWasUnchangedMakesThatOneCount() {
    source.deliversMovies(1, "A,1");
    source.deliversMovies(3, "A,1");
    source.deliversMovies(4, "A,4");
    load(MOVIES);
    source.deliversMovies(2, "A,2");

    project.loadLate(MOVIES);

    assertThat(project.query("SELECT duration_mins FROM stream.movies_history ORDER BY valid_from"))
        .containsExactly("1", "2", "1", "4");
  }

  @Test
  void aLateDeliveryIsTakenInAlsoIfTheNewestOneBroughtNothingNew() {
    source.deliversMovies(1, "A,1", "B,2", "C,3", "D,4");
    source.deliversMovies(3, "A,1", "B,2", "C,3", "E,5");
    source.deliversMovies(4, "A,1", "B,2", "C,3", "E,5");
    load(MOVIES);
    source.deliversMovies(2, "A,1", "B,22", "C,3", "D,4");

    assertThat(project.loadLate(MOVIES).stream().map(it -> it.status().toString()))
        .containsExactly("late", "loaded");
    assertThat(project.query(HISTORY)).isEqualTo(inOrder());
    assertThat(project.loadLate(MOVIES)).isEmpty();
  }

  @Test
  void aHeldDeliveryIsTakenInAlsoIfTheNewestOneBroughtNothingNew() {
    source.deliversMovies(1, "A,1", "B,2", "C,3");
    source.deliversMovies(2, "A,1");
    source.deliversMovies(3, "A,1", "B,2", "C,3", "D,4");
    source.deliversMovies(4, "A,1", "B,2", "C,3", "D,4");

    assertThat(project.load(MOVIES).stream().map(it -> it.status().toString()))
        .containsExactly("loaded", "held", "loaded", "unchanged");
    assertThat(project.loadAccepting(MOVIES).stream().map(it -> it.status().toString()))
        .containsExactly("loaded");
    assertThat(project.query("SELECT count(*) FROM stream.movies_history WHERE title = 'B'"))
        .containsExactly("2");
  }

  @Test
  void aLateDeliveryThatDeletesTooMuchIsHeldToo() {
    source.deliversMovies(1, "A,1", "B,2", "C,3");
    source.deliversMovies(3, "A,1", "B,2", "C,3", "D,4");
    load(MOVIES);
    List<String> history = project.query(HISTORY);
    source.deliversMovies(2, "A,1");

    assertThat(project.loadLate(MOVIES).stream().map(it -> it.status().toString()))
        .containsExactly("late", "held");
    assertThat(project.query(HISTORY)).isEqualTo(history);
    assertThat(project.loadAccepting(MOVIES).stream().map(it -> it.status().toString()))
        .containsExactly("loaded");
    assertThat(project.query(HISTORY)).hasSize(6);
  }

  @Test
  void aLateDeliveryThatCannotBeReadStopsNoOther() {
    source.deliversMovies(1, "A,1");
    source.deliversMovies(4, "A,4");
    load(MOVIES);
    source.delivers(MOVIES, 2, "not,what,is,declared\n");
    source.deliversMovies(3, "A,3");

    assertThat(project.loadLate(MOVIES).stream().map(it -> it.deliveredAt() + " " + it.status()))
        .containsExactly(
            night(2) + " late", night(3) + " late", night(2) + " failed", night(3) + " loaded");
    assertThat(project.query("SELECT duration_mins FROM stream.movies_history ORDER BY valid_from"))
        .containsExactly("1", "3", "4");
    assertThat(project.loadLate(MOVIES)).isEmpty();
  }

  @Test
  void aLateDeliveryThatCannotBeReadStopsNoRebuild() {
    source.deliversMovies(1, "A,1");
    source.deliversMovies(4, "A,4");
    load(MOVIES);
    source.delivers(MOVIES, 2, "not,what,is,declared\n");
    source.deliversMovies(3, "A,3");

    assertThat(project.rebuild(MOVIES).stream().map(it -> it.deliveredAt() + " " + it.status()))
        .containsExactly(night(2) + " failed", night(4) + " rebuilt");
    assertThat(project.query("SELECT duration_mins FROM stream.movies_history ORDER BY valid_from"))
        .containsExactly("1", "3", "4");
    assertThat(load(MOVIES)).isEmpty();
    assertThat(
            project.query(
                "SELECT delivered_at, status FROM lake.loads WHERE version = 2 ORDER BY 1"))
        .containsExactly(night(3) + "|rebuilt", night(4) + "|rebuilt");
  }
}
