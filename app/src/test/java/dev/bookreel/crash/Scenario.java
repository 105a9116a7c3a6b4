package dev.bookreel.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.process.Program;
import dev.bookreel.process.Program.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** One night's run on a lake as the nights before left it: undisturbed, and disturbed. */
final class Scenario {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Pattern LOG_OF_LOADS =
      Pattern.compile("fsync\\(\\d+<[^>]*/silver/[^>]*/_delta_log>");

  private final Nights nights;
  private final LakeDefinition definition;
  private final Program program;
  private final int night;
  private final Path template;
  private final Path undisturbed;
  private final LakeState before;
  private final LakeState after;
  private final List<SystemCall> calls;
  private final Duration taken;

  /**
   * @param template a lake with the nights before; not changed
   */
  Scenario(Nights nights, Program program, int night, Path template) throws Exception {
    this.nights = nights;
    this.definition = nights.definition();
    this.program = program;
    this.night = night;
    this.template = template;
    this.undisturbed = lake("undisturbed");
    Path log = undisturbed.resolveSibling("undisturbed.log");
    Ended ended =
        start(undisturbed, onOneProcessor(0, Fault.watching(log, SystemCall.KINDS))).await();
    assertThat(ended.status()).as(ended.printed()).isZero();
    this.calls = SystemCall.in(log);
    this.before = LakeState.of(template, definition);
    this.after = LakeState.of(undisturbed, definition);
    long start = System.nanoTime();
    start(lake("timed"), List.of()).await();
    this.taken = Duration.ofNanos(System.nanoTime() - start);
  }

  Duration taken() {
    return taken;
  }

  /** These calls of the undisturbed run, as far as strace can tell them from others. */
  List<Fault> faults(Fault.Effect effect, Predicate<SystemCall> which) {
    return calls.stream()
        .filter(which)
        .filter(
            call -> SystemCall.first(calls, call.kind(), call.number()).orElse(call).equals(call))
        .map(call -> new Fault(effect, call.kind(), call.number()))
        .toList();
  }

  private Path lake(String name) throws IOException {
    Path lake = nights.project().resolve("lake-" + night + "-" + name);
    Folder.copy(template, lake);
    return lake;
  }

  /** What the undisturbed run committed before it was sure to survive a power failure. */
  List<String> committedTooSoon() {
    return Unsynced.atCommits(calls, undisturbed);
  }

  /**
   * Whether a call makes the names in a table's log durable: what was committed is there by then.
   */
  static boolean followsACommit(SystemCall call) {
    return LOG_OF_LOADS.matcher(call.text()).find();
  }

  /** Every call of a kind that names something in the lake. */
  List<Fault> faults(Fault.Effect effect, String kind) {
    return faults(effect, call -> call.kind().equals(kind) && call.touches(undisturbed));
  }

  /**
   * What a disturbance did and what was wrong about it afterwards.
   *
   * @param isOnlyAfterACommit whether one call failed and no other, and {@link #followsACommit}
   */
  record Result(boolean isDisturbed, boolean isOnlyAfterACommit, String what, List<String> wrong) {}

  /**
   * Runs with a fault and then again.
   *
   * @param processor of the machine, for all threads: calls then come nearly in the same order
   */
  Result disturbed(Fault fault, int processor) throws Exception {
    Path lake = lake("disturbed-" + processor);
    Path log = lake.resolveSibling(lake.getFileName() + ".log");
    List<String> wrong = new ArrayList<>();
    Ended ended = start(lake, onOneProcessor(processor, fault.wrapper(log))).await();
    Optional<SystemCall> first = SystemCall.first(SystemCall.in(log), fault.kind(), fault.number());
    boolean isDisturbed = first.filter(call -> call.touches(lake) && fault.isIn(call)).isPresent();
    boolean isOnlyAfterACommit =
        Fault.failed(log) == 1
            && first.filter(call -> fault.isIn(call) && followsACommit(call)).isPresent();
    if (fault.effect() == Fault.Effect.KILL) {
      isDisturbed &= ended.isKilled();
    } else if (ended.status() == 0) {
      compare(lake, "said to be done", wrong);
    } else if (isOnlyAfterACommit) {
      wrong.add("did not find out that it had committed: " + ended.printed());
    } else if (ended.status() != 1 || ended.printed().contains("bug")) {
      wrong.add("ended with " + ended.status() + ": " + ended.printed());
    }
    complete(lake, wrong);
    String what =
        fault + " at " + first.map(SystemCall::text).orElse("none") + "\n" + ended.printed();
    return new Result(isDisturbed, isOnlyAfterACommit, what, wrong);
  }

  /** Runs, kills the process after that time with a reader beside it, and runs again. */
  Result killedAfter(Duration time, int lane) throws Exception {
    Path lake = lake("killed-" + lane);
    List<String> wrong = new ArrayList<>();
    Program.Running running = start(lake, List.of());
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      running.process().waitFor(Math.min(left, BETWEEN_LOOKS.toNanos()), TimeUnit.NANOSECONDS);
      look(lake, "during", wrong);
    }
    running.process().destroyForcibly();
    Ended ended = running.await();
    complete(lake, wrong);
    return new Result(ended.isKilled(), false, "killed after " + time, wrong);
  }

  private void look(Path lake, String when, List<String> wrong) {
    try {
      LakeState.ofTables(lake, definition)
          .notBetween(before, after)
          .forEach(it -> wrong.add(when + ": " + it));
    } catch (RuntimeException unreadable) {
      wrong.add(when + ": " + unreadable);
    }
  }

  private void complete(Path lake, List<String> wrong) throws Exception {
    look(lake, "afterwards", wrong);
    Ended again = program.here(nights.run(night, lake));
    if (again.status() != 0) {
      wrong.add("the next run ended with " + again.status() + ": " + again.printed());
    }
    compare(lake, "at last", wrong);
  }

  private void compare(Path lake, String when, List<String> wrong) {
    try {
      LakeState.of(lake, definition).differences(after).forEach(it -> wrong.add(when + ": " + it));
    } catch (RuntimeException unreadable) {
      wrong.add(when + ": " + unreadable);
    }
  }

  private Program.Running start(Path lake, List<String> wrapper) throws IOException {
    return program.start(wrapper, nights.run(night, lake));
  }

  private static List<String> onOneProcessor(int processor, List<String> command) {
    List<String> all = new ArrayList<>(List.of("taskset", "-c", String.valueOf(processor)));
    all.addAll(command);
    return all;
  }
}
