package dev.bookreel.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.EngineListener;
import dev.bookreel.engine.LoadOutcome;
import dev.bookreel.engine.Phase;
import dev.bookreel.engine.TestLake;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import dev.bookreel.engine.embedded.duck.Limits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one engine begins or does meanwhile, the other completes or respects. */
class OneLakeTest {
  private static final int NIGHTS = 6;
  private static final int PATIENCE_SECONDS = 180;
  private static final int HALTED = 17;

  @TempDir private Path directory;

  private static final TableDefinition MOVIES = Tables.movies("app.movies");
  private static final TableDefinition SERIES = Tables.movies("app.series");

  /** One record stays, one changes, one is new, one goes after a night, and one is refused. */
  private static String dump(int night) {
    return "title,mins\nAlien,117\nHeat,%d\nFilm %d,90\nBad,x\n".formatted(night, night);
  }

  private static final String HISTORY =
      "SELECT title, mins, valid_from, valid_to, is_latest FROM app.%s_history ORDER BY title, mins";

  private interface Opened {
    Engine open(Path lake, LakeDefinition definition, EngineListener listener);
  }

  private static final Opened SPARK = TestSpark::open;
  private static final Opened EMBEDDED =
      (lake, definition, listener) -> new EmbeddedEngine(lake, definition, Limits.NONE, listener);

  private TestLake lake(Opened engine, EngineListener listener) {
    return new TestLake(
        directory,
        List.of(MOVIES, SERIES),
        (lake, definition) -> engine.open(lake, definition, listener));
  }

  private static String named(TableDefinition table) {
    return table.name().name();
  }

  /** The same nights, by one engine and one after the other, somewhere else. */
  private List<String> inOrder(int nights) {
    try (TestLake other =
        new TestLake(
            directory.resolve("other"),
            List.of(MOVIES, SERIES),
            (lake, definition) -> EMBEDDED.open(lake, definition, EngineListener.SILENT))) {
      for (int night = 1; night <= nights; night++) {
        other.load(MOVIES, night, dump(night));
      }
      return other.query(HISTORY.formatted(named(MOVIES)));
    }
  }

  private static List<String> refused(TestLake lake, TableDefinition table) {
    return lake.query(
        "SELECT delivered_at, count(*) AS refused FROM lake.quarantine WHERE table_name = '%s' GROUP BY delivered_at ORDER BY delivered_at"
            .formatted(table.name()));
  }

  private static void assertRefusedOnce(TestLake lake, TableDefinition table, int nights) {
    List<String> expected = new ArrayList<>();
    for (int night = 1; night <= nights; night++) {
      expected.add(TestLake.night(night) + "|1");
    }
    assertThat(refused(lake, table)).containsExactlyElementsOf(expected);
  }

  /** Waits for the other engine before the first commit of each delivery. */
  private static EngineListener meetingAt(Phase where, CyclicBarrier barrier) {
    return new EngineListener() {
      private final List<Delivery> met = new ArrayList<>();

      @Override
      public void begins(Delivery delivery, Phase phase) {
        if (phase != where || met.contains(delivery)) {
          return;
        }
        met.add(delivery);
        try {
          barrier.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
          throw new IllegalStateException("The other engine did not come", e);
        }
      }
    };
  }

  private static List<LoadOutcome> loadAll(TestLake lake, TableDefinition table) {
    List<LoadOutcome> outcomes = new ArrayList<>();
    for (int night = 1; night <= NIGHTS; night++) {
      outcomes.add(lake.load(table, night, dump(night)));
    }
    return outcomes;
  }

  private static <T> List<T> atOnce(Callable<T> one, Callable<T> other) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<T> first = threads.submit(one);
      T second = other.call();
      return List.of(first.get(PATIENCE_SECONDS, TimeUnit.SECONDS), second);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Both are about to commit the same delivery: one does, and the other one sees it. */
  @Test
  void aDeliveryThatBothLoadAtOnceCountsOnce() throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(2);
    try (TestLake spark = lake(SPARK, meetingAt(Phase.COMMITTING, barrier));
        TestLake embedded = lake(EMBEDDED, meetingAt(Phase.COMMITTING, barrier))) {
      List<List<LoadOutcome>> outcomes =
          atOnce(() -> loadAll(spark, MOVIES), () -> loadAll(embedded, MOVIES));

      for (int night = 0; night < NIGHTS; night++) {
        assertThat(List.of(outcomes.get(0).get(night), outcomes.get(1).get(night)))
            .as("night %d", night + 1)
            .hasAtLeastOneElementOfType(LoadOutcome.Committed.class)
            .hasAtLeastOneElementOfType(LoadOutcome.AlreadyLoaded.class);
      }
      List<String> expected = inOrder(NIGHTS);
      assertThat(embedded.query(HISTORY.formatted(named(MOVIES)))).isEqualTo(expected);
      assertThat(spark.query(HISTORY.formatted(named(MOVIES)))).isEqualTo(expected);
      assertRefusedOnce(embedded, MOVIES, NIGHTS);
    }
  }

  /** Tables of their own, and one that both append to: what is refused. */
  @Test
  void enginesThatLoadDifferentTablesLoseNothing() throws Exception {
    try (TestLake spark = lake(SPARK, EngineListener.SILENT);
        TestLake embedded = lake(EMBEDDED, EngineListener.SILENT)) {
      CyclicBarrier start = new CyclicBarrier(2);
      atOnce(
          () -> {
            start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return loadAll(spark, MOVIES);
          },
          () -> {
            start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return loadAll(embedded, SERIES);
          });

      List<String> expected = inOrder(NIGHTS);
      for (TableDefinition table : List.of(MOVIES, SERIES)) {
        assertThat(embedded.query(HISTORY.formatted(named(table)))).isEqualTo(expected);
        assertRefusedOnce(embedded, table, NIGHTS);
      }
    }
  }

  /** A process that ends in the middle of a load, as a kill would have it. */
  static final class Halting {
    private Halting() {}

    /**
     * @param args the lake, the engine, and at the beginning of which phase of the second night's
     *     load the process ends
     */
    public static void main(String... args) {
      EngineListener halting =
          new EngineListener() {
            @Override
            public void begins(Delivery delivery, Phase phase) {
              if (phase == Phase.valueOf(args[2])) {
                Runtime.getRuntime().halt(HALTED);
              }
            }
          };
      Opened engine = args[1].equals("spark") ? SPARK : EMBEDDED;
      try (TestLake lake =
          new TestLake(
              Path.of(args[0]),
              List.of(MOVIES, SERIES),
              (place, definition) -> engine.open(place, definition, halting))) {
        lake.load(MOVIES, 2, dump(2));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "spark, COMPARING, false",
    "spark, COMMITTING, false",
    "spark, TIDYING, true",
    "embedded, COMPARING, false",
    "embedded, COMMITTING, false",
    "embedded, TIDYING, true"
  })
  void aLoadThatOneEngineDidNotEndTheOtherOneCompletes(
      String crashing, Phase phase, boolean isCommitted) throws Exception {
    Opened engine = crashing.equals("spark") ? EMBEDDED : SPARK;
    try (TestLake lake = lake(engine, EngineListener.SILENT)) {
      lake.load(MOVIES, 1, dump(1));

      assertThat(halt(crashing, phase)).as("it ended where it should").isEqualTo(HALTED);

      assertThat(lake.query("SELECT mins FROM app.movies WHERE title = 'Heat'"))
          .containsExactly(isCommitted ? "2" : "1");
      assertThat(lake.load(MOVIES, 2, dump(2)))
          .isInstanceOf(
              isCommitted ? LoadOutcome.AlreadyLoaded.class : LoadOutcome.Committed.class);
      lake.load(MOVIES, 3, dump(3));

      assertThat(lake.query(HISTORY.formatted(named(MOVIES)))).isEqualTo(inOrder(3));
      assertRefusedOnce(lake, MOVIES, 3);
    }
  }

  private int halt(String engine, Phase phase) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "@" + Path.of("java.options").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                Halting.class.getName(),
                directory.toString(),
                engine,
                phase.name())
            .inheritIO()
            .start();
    try {
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } finally {
      process.destroyForcibly();
    }
  }
}
