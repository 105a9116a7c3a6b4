package dev.bookreel.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.EngineListener;
import dev.bookreel.engine.Phase;
import dev.bookreel.engine.TestLake;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.spark.util.DoubleAccumulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobProgressTest {
  private static final TableDefinition MOVIES = Tables.movies("app.movies");

  /** Of what a task tells, which ends then. */
  private static final CountDownLatch HEARD = new CountDownLatch(1);

  private record Reached(Delivery delivery, Phase phase, double share) {}

  private record Executed(String sql, String plan) {}

  private final Queue<Reached> reached = new ConcurrentLinkedQueue<>();
  private final Queue<Executed> executed = new ConcurrentLinkedQueue<>();
  private final EngineListener listener =
      new EngineListener() {
        @Override
        public void reached(Delivery delivery, Phase phase, double share) {
          reached.add(new Reached(delivery, phase, share));
        }

        @Override
        public void executed(String sql, Duration taken, Supplier<String> plan) {
          executed.add(new Executed(sql, plan.get()));
        }
      };

  @TempDir private Path directory;

  @Test
  void aLoadTellsHowFarSparkIsAndWhichPlanItHad() throws Exception {
    try (TestLake lake =
        new TestLake(
            directory,
            List.of(MOVIES),
            (place, definition) -> TestSpark.open(place, definition, listener))) {
      lake.load(MOVIES, 1, "title,mins\nAlien,117\nHeat,170\n");
      TestSpark.awaitListeners();
      reached.clear();
      executed.clear();

      Delivery second = lake.deliver(MOVIES, 2, "title,mins\nAlien,117\nHeat,171\n");
      lake.engine().load(MOVIES, second, false);
      TestSpark.awaitListeners();

      assertThat(reached)
          .isNotEmpty()
          .allSatisfy(
              it -> {
                assertThat(it.delivery()).isEqualTo(second);
                assertThat(it.share()).isBetween(0.0, 1.0);
              });
      assertThat(executed)
          .as("the comparison's plan")
          .anySatisfy(
              it -> {
                assertThat(it.sql()).contains("app.movies");
                assertThat(it.plan()).contains("Join", "FullOuter");
              });

      reached.clear();
      assertThat(lake.query("SELECT count(*) FROM app.movies")).containsExactly("2");
      TestSpark.awaitListeners();
      assertThat(reached).as("a query is no phase of a load").isEmpty();
    }
  }

  /** Executors tell it with their heartbeats. */
  @Test
  void aTaskTellsHowFarItIsBeforeItEnds() throws Exception {
    Delivery delivery =
        new Delivery(MOVIES.name(), TestLake.FIRST_NIGHT, directory.resolve("x"), 1, "sha");
    EngineListener waitedFor =
        new EngineListener() {
          @Override
          public void reached(Delivery which, Phase phase, double share) {
            listener.reached(which, phase, share);
            HEARD.countDown();
          }
        };
    try (Session session = TestSpark.session(waitedFor)) {
      session.listener().begins(delivery, Phase.READING);
      DoubleAccumulator share = session.share();
      session.forEach(
          List.of(1),
          one -> {
            share.add(0.25);
            return HEARD.await(60, TimeUnit.SECONDS);
          });
      TestSpark.awaitListeners();
      session.listener().ended(delivery);
    }

    assertThat(reached)
        .contains(
            new Reached(delivery, Phase.READING, 0.25), new Reached(delivery, Phase.READING, 1));
  }
}
