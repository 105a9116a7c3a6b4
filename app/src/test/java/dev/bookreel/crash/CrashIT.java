package dev.bookreel.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.crash.Fault.Effect;
import dev.bookreel.crash.Scenario.Result;
import dev.bookreel.process.Program;
import dev.bookreel.process.Program.Ended;
import dev.bookreel.scale.Cases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command line is killed, and its disk fails, at each step of a night; then the same command
 * runs again, in this process. The lake must become what it is when nothing happens.
 */
class CrashIT {
  private static final boolean FULL = Cases.isFull();
  private static final long SEED = Cases.seed(20211229);
  private static final int LANES = 2;

  /** By then every table has so many versions that the next one makes a checkpoint. */
  private static final int LAST_NIGHT = 11;

  private static List<Scenario> scenarios;

  @BeforeAll
  static void undisturbedNights(@TempDir Path directory) throws Exception {
    Fault.assumePossible();
    Path place = directory.toRealPath();
    Nights nights = Nights.in(place);
    Program program =
        Program.in(place)
            .with("-Djava.io.tmpdir=" + Files.createDirectory(place.resolve("tmp")))
            .trained(place.resolve("classes.jsa"), nights.run(1, place.resolve("trained")));
    Path later = place.resolve("later");
    for (int night = 1; night < LAST_NIGHT; night++) {
      Ended ended = program.here(nights.run(night, later));
      assertThat(ended.status()).as(ended.printed()).isZero();
    }
    scenarios =
        List.of(
            new Scenario(nights, program, 1, place.resolve("none")),
            new Scenario(nights, program, LAST_NIGHT, later));
  }

  /** Something to do to a scenario, in a lane of its own. */
  @FunctionalInterface
  private interface Ordeal {
    Result in(int lane) throws Exception;
  }

  @Test
  void theNextRunCompletesWhatAKilledOneLeft() throws Exception {
    Random random = new Random(SEED);
    int count = Cases.count(20, 1000);
    List<Ordeal> ordeals = new ArrayList<>(kills(random, count / 5));
    ordeals.addAll(faults(random, List.of(Effect.KILL)));

    assertThat(disturb(ordeals, count)).isEmpty();
  }

  @Test
  void theNextRunCompletesWhatOneWithAFailingDiskLeft() throws Exception {
    List<Ordeal> ordeals = faults(new Random(SEED), List.of(Effect.EIO, Effect.ENOSPC));

    assertThat(disturb(ordeals, Cases.count(8, 1000))).isEmpty();
  }

  @Test
  void whatACommitNamesIsOnTheDiskBeforeIt() {
    assertThat(scenarios).allSatisfy(it -> assertThat(it.committedTooSoon()).isEmpty());
  }

  /** The link is there, but syncing its folder fails: the commit happened, and nobody was told. */
  @Test
  void aCommitWhoseAnswerIsLostCountsOnce() throws Exception {
    Scenario scenario = scenarios.get(1);
    List<Ordeal> ordeals =
        new ArrayList<>(
            ordeals(
                scenario,
                scenario.faults(
                    Effect.EIO,
                    call -> call.kind().equals("fsync") && call.text().contains("/_delta_log>"))));

    Collections.shuffle(ordeals, new Random(SEED));
    assertThat(disturb(ordeals, FULL ? ordeals.size() : 6)).isEmpty();
  }

  /** The run itself looks whether the commit is there, and goes on. */
  @Test
  void aLoadWhoseAnswerIsLostFindsOutThatItIsDone() throws Exception {
    Scenario scenario = scenarios.get(0);
    List<Ordeal> ordeals =
        scenario.faults(Effect.EIO, Scenario::followsACommit).stream()
            .<Ordeal>map(fault -> lane -> onlyAfterACommit(scenario.disturbed(fault, lane)))
            .toList();

    assertThat(disturb(ordeals, 1)).isEmpty();
  }

  private static Result onlyAfterACommit(Result result) {
    return new Result(
        result.isDisturbed() && result.isOnlyAfterACommit(),
        result.isOnlyAfterACommit(),
        result.what(),
        result.wrong());
  }

  /** Of a part of the log it would be taken for all of it: files of the table would be lost. */
  @Test
  void aCheckpointThatCouldNotBeMadeWholeDoesNotCount() throws Exception {
    Scenario scenario = scenarios.get(1);
    List<Ordeal> ordeals = new ArrayList<>();
    for (Effect effect : List.of(Effect.EIO, Effect.ENOSPC)) {
      ordeals.addAll(
          ordeals(
              scenario,
              scenario.faults(
                  effect,
                  call ->
                      call.kind().equals("write") && call.text().contains(".checkpoint.parquet"))));
    }

    Collections.shuffle(ordeals, new Random(SEED));
    assertThat(disturb(ordeals, FULL ? ordeals.size() : 6)).isEmpty();
  }

  private static List<Ordeal> ordeals(Scenario scenario, List<Fault> faults) {
    return faults.stream().<Ordeal>map(fault -> lane -> scenario.disturbed(fault, lane)).toList();
  }

  /** A random moment of a random scenario. More than are wanted, for some come too late. */
  private static List<Ordeal> kills(Random random, int count) {
    List<Ordeal> kills = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Scenario scenario = scenarios.get(random.nextInt(scenarios.size()));
      Duration time = scenario.taken().multipliedBy(250 + random.nextInt(750)).dividedBy(1000);
      kills.add(lane -> scenario.killedAfter(time, lane));
    }
    return kills;
  }

  /** Kinds of calls take turns, so that a few reach all of them. */
  private static List<Ordeal> faults(Random random, List<Effect> effects) {
    List<Queue<Ordeal>> byKind = new ArrayList<>();
    for (String kind : SystemCall.KINDS) {
      List<Ordeal> faults = new ArrayList<>();
      for (Scenario scenario : scenarios) {
        for (Effect effect : effects) {
          faults.addAll(ordeals(scenario, scenario.faults(effect, kind)));
        }
      }
      Collections.shuffle(faults, random);
      byKind.add(new ConcurrentLinkedQueue<>(faults));
    }
    List<Ordeal> turns = new ArrayList<>();
    while (byKind.stream().anyMatch(queue -> !queue.isEmpty())) {
      byKind.stream().filter(queue -> !queue.isEmpty()).forEach(it -> turns.add(it.remove()));
    }
    return turns;
  }

  /**
   * Takes ordeals until so many disturbed a run: what never came about does not count.
   *
   * @return what was wrong
   */
  private static List<String> disturb(List<Ordeal> ordeals, int count) throws Exception {
    Queue<Ordeal> waiting = new ConcurrentLinkedQueue<>(ordeals);
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    AtomicInteger disturbed = new AtomicInteger();
    ExecutorService lanes = Executors.newFixedThreadPool(LANES);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < LANES; i++) {
        int lane = i;
        ends.add(
            lanes.submit(
                () -> {
                  for (Ordeal ordeal = waiting.poll();
                      ordeal != null && disturbed.get() < count;
                      ordeal = waiting.poll()) {
                    Result result = ordeal.in(lane);
                    if (result.isDisturbed()) {
                      disturbed.incrementAndGet();
                    }
                    result.wrong().forEach(it -> wrong.add(result.what() + "\n" + it));
                  }
                  return null;
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      lanes.shutdownNow();
    }
    System.out.printf("%d runs disturbed (seed %d)%n", disturbed.get(), SEED);
    assertThat(disturbed.get())
        .as("runs disturbed, of %d tries", ordeals.size())
        .isGreaterThanOrEqualTo(count);
    return List.copyOf(wrong);
  }
}
