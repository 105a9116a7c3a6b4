package dev.bookreel.story;

import static dev.bookreel.story.Source.night;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.delivery.FetchReport;
import dev.bookreel.delivery.FetchSource;
import dev.bookreel.delivery.RawZone;
import dev.bookreel.engine.LoadOutcome;
import dev.bookreel.pipeline.LoadReport;
import dev.bookreel.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of deliveries, good and bad, on the way from a source to a history. */
class PipelineTest {
  private static final String MOVIES = "stream.movies";
  private static final String HISTORY =
      "SELECT title, duration_mins, valid_from, valid_to, is_latest FROM stream.movies_history"
          + " ORDER BY title, valid_from";

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

  private List<String> load(String table) {
    return Reports.texts(project.load(table));
  }

  @Test
  void aTableIsLoadedWhileAnotherIsStillFetched() throws IOException {
    Path movies = directory.resolve("fast");
    Files.createDirectories(movies.resolve("internal"));
    Files.writeString(
        movies.resolve("internal/movies.csv"),
        "title,duration_mins,original_language,size_mb\nA,1,en,1\n");
    AtomicBoolean loadedMeanwhile = new AtomicBoolean();
    FetchSource slow =
        SlowServer.delivering(
            "stream.users",
            "email,first_name,last_name\na@b.example,A,B\n",
            () -> loadedMeanwhile.set(isLoaded(MOVIES, Duration.ofSeconds(20))));

    Pipeline.Brought brought =
        project.fetchAndLoad(
            List.of("stream.users", MOVIES), List.of(slow, Project.directory(movies)));

    assertThat(loadedMeanwhile).isTrue();
    assertThat(brought.fetched().complete()).isTrue();
    assertThat(brought.loads())
        .extracting(load -> load.table() + " " + load.status())
        .containsExactly("stream.users loaded", "stream.movies loaded");
    assertThat(project.query("SELECT count(*) FROM lake.deliveries")).containsExactly("2");
    assertThat(project.query("SELECT count(*) FROM lake.loads")).containsExactly("2");
  }

  private boolean isLoaded(String table, Duration longest) {
    Instant end = Instant.now().plus(longest);
    while (Instant.now().isBefore(end)) {
      if (project.isLoaded(table)) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  @Test
  void everyRebuildIsRecorded() {
    source.deliversMovies(1, "A,1");
    load(MOVIES);
    project.rebuild(MOVIES);
    project.rebuild(MOVIES);

    assertThat(project.query("SELECT status, version FROM lake.loads ORDER BY loaded_at"))
        .containsExactly("loaded|0", "rebuilt|1", "rebuilt|2");
  }

  @Test
  void whatIsRecordedAfterTheClockWasSetBackCountsAsLater() {
    source.deliversMovies(1, "A,1", "B,2", "C,3");
    load(MOVIES);
    source.deliversMovies(2, "A,1", "B,2");
    load(MOVIES);
    Clock early = Clock.fixed(Instant.parse("2000-01-01T00:00:00Z"), ZoneOffset.UTC);

    try (Project earlier = Project.ofFewRecords(directory.resolve("lake"), early)) {
      earlier.loadAccepting(MOVIES);

      assertThat(earlier.load(MOVIES)).isEmpty();
      assertThat(earlier.query("SELECT status FROM lake.loads ORDER BY loaded_at"))
          .containsExactly("loaded", "held", "loaded");
    }
  }

  @Test
  void aDeliveryThatDeletesTooMuchIsHeldUntilItIsAccepted() {
    source.deliversMovies(1, "A,1", "B,2", "C,3");
    load(MOVIES);
    source.deliversMovies(2, "A,1", "B,2");
    String held =
        "stream.movies 2022-01-02T02:00:00Z held, 2 read, 1 deleted, 2 unchanged: would delete 1 of"
            + " 3 records (33.3 %), more than max_deleted = 30 % allows: 'C'. The table is unchanged."
            + " If that is right, run 'bookreel load stream.movies --accept'";

    assertThat(load(MOVIES)).containsExactly(held);
    assertThat(load(MOVIES)).containsExactly(held);
    assertThat(Reports.texts(project.loadAccepting(MOVIES)))
        .containsExactly(
            "stream.movies 2022-01-02T02:00:00Z loaded, 2 read, 1 deleted, 2 unchanged");
    assertThat(load(MOVIES)).isEmpty();
    assertThat(project.query("SELECT delivered_at, status FROM lake.loads ORDER BY loaded_at"))
        .containsExactly(
            "2022-01-01T02:00:00Z|loaded",
            "2022-01-02T02:00:00Z|held",
            "2022-01-02T02:00:00Z|loaded");
  }

  @Test
  void aGoodNightPassesAHeldOneWhichStaysOut() {
    source.deliversMovies(1, "A,1", "B,2", "C,3");
    source.deliversMovies(2, "A,1");
    source.deliversMovies(3, "A,1", "B,2", "C,33");

    assertThat(project.load(MOVIES).stream().map(it -> it.status().toString()))
        .containsExactly("loaded", "held", "loaded");
    assertThat(load(MOVIES)).isEmpty();
    List<String> history = project.query(HISTORY);
    project.rebuild(MOVIES);
    assertThat(project.query(HISTORY)).hasSize(4).isEqualTo(history);
  }

  @Test
  void aHeldDeliveryThatALaterOneHasOvertakenIsAcceptedInItsPlace() {
    source.deliversMovies(1, "A,1", "B,2", "C,3");
    source.deliversMovies(2, "A,1");
    source.deliversMovies(3, "A,1", "B,2", "C,33");
    load(MOVIES);

    assertThat(Reports.texts(project.loadAccepting(MOVIES)))
        .containsExactly(
            "stream.movies 2022-01-02T02:00:00Z loaded, 1 read, 2 deleted, 1 unchanged: taken in"
                + " after 2022-01-03T02:00:00Z");
    List<String> history = project.query(HISTORY);
    assertThat(history)
        .containsExactly(
            "A|1|2022-01-01T02:00:00Z|null|true",
            "B|2|2022-01-01T02:00:00Z|2022-01-02T02:00:00Z|false",
            "B|2|2022-01-03T02:00:00Z|null|true",
            "C|3|2022-01-01T02:00:00Z|2022-01-02T02:00:00Z|false",
            "C|33|2022-01-03T02:00:00Z|null|true");
    assertThat(project.loadAccepting(MOVIES)).isEmpty();
    project.rebuild(MOVIES);
    assertThat(project.query(HISTORY)).isEqualTo(history);
  }

  @Test
  void aHeldDeliveryThatWasAcceptedIsFoundLoadedEvenIfTheCrashCameAfterTheNextLoad() {
    source.deliversMovies(1, "A,1", "B,2");
    source.deliversMovies(2, "A,1");
    load(MOVIES);
    source.deliversMovies(3, "A,1", "C,3");
    commitUnrecorded(2);
    commitUnrecorded(3);

    assertThat(project.load(MOVIES).stream().map(it -> it.deliveredAt() + " " + it.status()))
        .containsExactly(night(2) + " loaded", night(3) + " loaded");
  }

  @Test
  void aFailureStopsNoLaterNightAndIsRecordedOnce() {
    source.delivers("vendor.books", 1, "[{\"name\":\"A\",\"pages\":1,\"aut");
    String failed =
        "vendor.books 2022-01-01T02:00:00Z failed: Cannot load "
            + directory.resolve("lake/raw/vendor/books/2022-01-01T02-00-00.000Z.json")
            + " into vendor.books: its array is not closed, so the end of the file is missing. Ask"
            + " for a new delivery. The table is unchanged and the delivery stays in raw.";

    assertThat(load("vendor.books")).containsExactly(failed);
    source.delivers(
        "vendor.books", 2, "[{\"name\":\"A\",\"pages\":1,\"author\":\"X\",\"publisher\":null}]");
    assertThat(load("vendor.books"))
        .containsExactly(failed, "vendor.books 2022-01-02T02:00:00Z loaded, 1 read, 1 inserted");
    assertThat(load("vendor.books")).isEmpty();
    assertThat(project.query("SELECT delivered_at, status FROM lake.loads ORDER BY loaded_at"))
        .containsExactly("2022-01-01T02:00:00Z|failed", "2022-01-02T02:00:00Z|loaded");
  }

  @Test
  void aMissingFileFailsItsTableOnly() throws IOException {
    Path folder = directory.resolve("some");
    Files.createDirectories(folder.resolve("internal"));
    Files.writeString(
        folder.resolve("internal/movies.csv"),
        "title,duration_mins,original_language,size_mb\nA,1,en,1\n");

    FetchReport report = project.fetch(folder, Optional.of(night(1)));

    assertThat(
            report.tables().stream()
                .map(it -> it.table() + " " + it.files().size() + " " + it.failures()))
        .startsWith(
            "stream.movies 1 []",
            "stream.streams 0 [stream.streams: there is no 'internal/streams.csv' in "
                + folder
                + " (directory given by --from). Put the file there, or correct 'delivery' in the"
                + " table's definition]");
    assertThat(Reports.texts(project.load()))
        .containsExactly("stream.movies 2022-01-01T02:00:00Z loaded, 1 read, 1 inserted");
  }

  @Test
  void theSameFileAtTheSameTimeIsNothingNewAndOtherContentIsRefused() {
    source.deliversMovies(1, "A,1");
    assertThat(source.deliversMovies(1, "A,1").complete()).isTrue();

    FetchReport refused = source.deliversMovies(1, "A,22");

    assertThat(refused.tables().get(0).failures())
        .containsExactly(
            "stream.movies: there is a delivery of 2022-01-01T02:00:00Z already, with other content"
                + " (SHA-256 df079bd3b2e3..., but c1c7bcaf271d... in "
                + directory.resolve("source/3/internal/movies.csv")
                + "). Deliveries are never overwritten. Deliver the other content at another time"
                + " (--delivered-at, or the name of its dated folder)");
    assertThat(project.query("SELECT count(*) FROM lake.deliveries")).containsExactly("1");
  }

  @Test
  void contentThatDidNotChangeIsNotLoadedAgainButContentThatCameBackIs() {
    source.deliversMovies(1, "A,1");
    source.deliversMovies(2, "A,1");
    source.deliversMovies(3, "A,2");
    source.deliversMovies(4, "A,1");

    assertThat(load(MOVIES))
        .containsExactly(
            "stream.movies 2022-01-01T02:00:00Z loaded, 1 read, 1 inserted",
            "stream.movies 2022-01-02T02:00:00Z unchanged",
            "stream.movies 2022-01-03T02:00:00Z loaded, 1 read, 1 updated",
            "stream.movies 2022-01-04T02:00:00Z loaded, 1 read, 1 updated");
    assertThat(load(MOVIES)).isEmpty();
    source.deliversMovies(5, "A,1");
    assertThat(load(MOVIES)).containsExactly("stream.movies 2022-01-05T02:00:00Z unchanged");
    assertThat(load(MOVIES)).isEmpty();
  }

  @Test
  void theLakesOwnTablesTellEverything() {
    source.deliversMovies(1, "A,1", "B,x", "A,1");
    source.deliversMovies(2, "A,1", "B,x", "A,1");
    load(MOVIES);

    String file = "|--from|raw/stream/movies/2022-01-01T02-00-00.000Z.csv|73|";
    String sha256 = "2007bd04d134dae29c33cd04d7dac4b43282dc46c88eb10dd8879d58ebd7a99f";
    assertThat(project.query("SELECT * FROM lake.deliveries ORDER BY delivered_at"))
        .containsExactly(
            "stream.movies|2022-01-01T02:00:00Z" + file + sha256 + "|2022-02-01T12:00:00Z|stored",
            "stream.movies|2022-01-02T02:00:00Z"
                + file
                + sha256
                + "|2022-02-01T12:00:01Z|unchanged");
    assertThat(project.query("SELECT * FROM lake.loads ORDER BY delivered_at"))
        .containsExactly(
            "stream.movies|2022-01-01T02:00:00Z|2022-02-01T12:00:04Z|3|1|0|0|0|1|1|loaded||0|1.0",
            "stream.movies|2022-01-02T02:00:00Z|2022-02-01T12:00:05Z|null|null|null|null|null|null|"
                + "null|unchanged||null|0.0");
    assertThat(project.query("SELECT * FROM lake.quarantine"))
        .containsExactly(
            "stream.movies|2022-01-01T02:00:00Z|2|duration_mins: 'x' is not an int|{\"title\":\"B\","
                + "\"duration_mins\":\"x\",\"original_language\":\"en\",\"size_mb\":\"1\"}");
  }

  @Test
  void newFieldsAreReportedOnce() {
    String header = "title,duration_mins,original_language,size_mb,stars";
    source.delivers(MOVIES, 1, header + "\nA,1,en,1,5\n");
    source.delivers(MOVIES, 2, header + "\nA,2,en,1,5\n");
    source.delivers(MOVIES, 3, header + ",mood\nA,3,en,1,5,good\n");

    assertThat(load(MOVIES))
        .containsExactly(
            "stream.movies 2022-01-01T02:00:00Z loaded, 1 read, 1 inserted: new fields; to have one as"
                + " a column, add its line to the definition's columns:\n"
                + "  stars: { type: string, from: stars }",
            "stream.movies 2022-01-02T02:00:00Z loaded, 1 read, 1 updated",
            "stream.movies 2022-01-03T02:00:00Z loaded, 1 read, 1 updated: new fields; to have one as"
                + " a column, add its line to the definition's columns:\n"
                + "  mood: { type: string, from: mood }");
    source.delivers(MOVIES, 4, header + "\nA,4,en,1,5\n");
    assertThat(load(MOVIES))
        .containsExactly("stream.movies 2022-01-04T02:00:00Z loaded, 1 read, 1 updated");
  }

  @Test
  void loadsThatACrashLeftUnrecordedAreCountedAnew() {
    source.deliversMovies(1, "A,1", "B,2", "C,x");
    source.deliversMovies(2, "A,1", "B,2", "C,x");
    source.deliversMovies(3, "A,1", "B,22", "D,4");
    source.deliversMovies(4, "A,1", "B,22", "D,4", "E,5");
    commitUnrecorded(1);
    commitUnrecorded(3);
    commitUnrecorded(4);
    assertThat(project.query("SELECT count(*) FROM lake.loads")).containsExactly("0");

    assertThat(load(MOVIES))
        .containsExactly(
            "stream.movies 2022-01-01T02:00:00Z loaded, 3 read, 2 inserted, 1 quarantined",
            "stream.movies 2022-01-02T02:00:00Z unchanged",
            "stream.movies 2022-01-03T02:00:00Z loaded, 3 read, 1 inserted, 1 updated, 1 unchanged",
            "stream.movies 2022-01-04T02:00:00Z loaded, 4 read, 1 inserted, 3 unchanged");
    assertThat(load(MOVIES)).isEmpty();
    assertThat(project.query("SELECT delivered_at, version FROM lake.loads ORDER BY delivered_at"))
        .containsExactly(
            "2022-01-01T02:00:00Z|0",
            "2022-01-02T02:00:00Z|null",
            "2022-01-03T02:00:00Z|1",
            "2022-01-04T02:00:00Z|2");
    assertThat(project.query("SELECT count(*) FROM lake.quarantine")).containsExactly("1");
  }

  /** As a run does it that ends right after its commit. */
  private LoadOutcome commitUnrecorded(int night) {
    return new RawZone(directory.resolve("lake"))
        .deliveries(project.table(MOVIES).name()).stream()
            .filter(delivery -> delivery.deliveredAt().equals(night(night)))
            .map(delivery -> project.engine().load(project.table(MOVIES), delivery, true))
            .findFirst()
            .orElseThrow();
  }

  @Test
  void whatCannotBeCountedAnewStopsNoOtherTable() throws IOException {
    source.deliversMovies(1, "A,1", "B,2");
    source.delivers("stream.users", 1, "first_name,last_name,email\nAda,Byron,a@x\n");
    commitUnrecorded(1);
    Path raw = directory.resolve("lake/raw/stream/movies/2022-01-01T02-00-00.000Z.csv");
    Path away = Files.move(raw, directory.resolve("away"));

    List<LoadReport> reports = project.load();

    assertThat(reports)
        .extracting(report -> report.table() + " " + report.status())
        .containsExactlyInAnyOrder("stream.movies failed", "stream.users loaded");
    Files.move(away, raw);
    assertThat(load(MOVIES))
        .containsExactly("stream.movies 2022-01-01T02:00:00Z loaded, 2 read, 2 inserted");
  }

  @Test
  void aHeldDeliveryThatACrashLeftAcceptedButUnrecordedIsRecordedAsLoaded() {
    source.deliversMovies(1, "A,1", "B,2");
    source.deliversMovies(2, "A,1");
    load(MOVIES);
    commitUnrecorded(2);

    assertThat(load(MOVIES))
        .containsExactly(
            "stream.movies 2022-01-02T02:00:00Z loaded, 1 read, 1 deleted, 1 unchanged");
    List<String> history = project.query(HISTORY);
    project.rebuild(MOVIES);
    assertThat(project.query(HISTORY)).isEqualTo(history);
  }

  @Test
  void deliveriesThatACrashLeftUnrecordedAreRecordedWithTheNext() throws IOException {
    try (Project crashing = Project.ofFewRecords(directory.resolve("lake"), new TickingClock())) {
      // Stored by a run that ended before it recorded what it stored.
      source.deliversMovies(1, "A,1");
      deleteRecords();
      assertThat(crashing.query("SELECT count(*) FROM lake.deliveries")).containsExactly("0");
    }
    source.deliversMovies(2, "A,2");

    assertThat(project.query("SELECT delivered_at, status FROM lake.deliveries ORDER BY 1"))
        .containsExactly("2022-01-01T02:00:00Z|stored", "2022-01-02T02:00:00Z|stored");
  }

  private void deleteRecords() throws IOException {
    Path records = directory.resolve("lake/system/deliveries");
    try (var files = Files.walk(records)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void aTableThatWasNeverLoadedCannotBeRebuilt() {
    assertThatThrownBy(() -> project.rebuild(MOVIES))
        .hasMessage(
            "Cannot rebuild stream.movies: it was never loaded. Load it first: 'bookreel load stream.movies'");
  }
}
