package dev.bookreel.crash;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What happens to a process at its n-th system call of a kind, in whichever of its threads comes to
 * it first.
 */
record Fault(Effect effect, String kind, int number) {
  private static final String FASTER = "--seccomp-bpf";

  /** With what every thread begins: it is slow up to its first call that is watched. */
  private static final String FIRST_CALL = "rseq";

  private static final String INJECTED = "(INJECTED)";

  /** What strace does instead of the call. */
  enum Effect {
    KILL("signal=KILL"),
    EIO("error=EIO"),
    ENOSPC("error=ENOSPC");

    private final String injection;

    Effect(String injection) {
      this.injection = injection;
    }
  }

  /** The command that runs another with this fault. */
  List<String> wrapper(Path log) {
    List<String> command = new ArrayList<>(watching(log, List.of(kind)));
    if (effect == Effect.KILL) {
      // It would be faster, but no signal is sent then.
      command.remove(FASTER);
    }
    command.add("-einject=%s:%s:when=%d".formatted(kind, effect.injection, number));
    return command;
  }

  /** Leaves the test out where faults cannot be made. */
  static void assumePossible() throws Exception {
    boolean possible;
    try {
      possible = new ProcessBuilder("strace", "-qq", "-o/dev/null", "true").start().waitFor() == 0;
    } catch (IOException noSuchProgram) {
      possible = false;
    }
    assumeTrue(possible, "Left out: there is no strace, or this user may not use it");
  }

  /** The command that only writes down the calls of these kinds. */
  static List<String> watching(Path log, List<String> kinds) {
    return List.of(
        "strace",
        "-f",
        "-y",
        "-qq",
        "-s1",
        FASTER,
        "-o" + log,
        "-etrace=" + FIRST_CALL + "," + String.join(",", kinds));
  }

  /** Whether the call, as written down, is one that strace failed. */
  boolean isIn(SystemCall call) {
    return effect == Effect.KILL || call.text().endsWith(INJECTED);
  }

  /** How many calls strace failed: each thread may have come to one. */
  static long failed(Path log) throws IOException {
    return Files.readAllLines(log).stream().filter(line -> line.endsWith(INJECTED)).count();
  }
}
