package dev.bookreel.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.process.Program;
import dev.bookreel.process.Program.Ended;
import dev.bookreel.process.Program.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cleaning beside a load that has written its files and not committed them yet. */
class CleanDuringLoadIT {
  private static final String UNCOMMITTED = "silver/stream/users/is_latest=true";

  @TempDir Path directory;

  @Test
  @Timeout(120)
  void whatALoadIsAboutToCommitStaysAndGoesWhenItWasKilled() throws Exception {
    Fault.assumePossible();
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    Program program = Program.in(directory).with("-Djava.io.tmpdir=" + temporary);
    Path lake = directory.resolve("data");
    String[] fetch = Nights.in(directory).run(1, lake);
    fetch[0] = "fetch";
    assertThat(program.run(fetch).status()).isZero();
    Running load =
        program.start(
            List.of("strace", "-f", "-qq", "-o/dev/null", "-einject=link:delay_enter=600000000"),
            "load",
            "stream.users");

    try {
      while (!isWritten(lake)) {
        assertThat(load.process().waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
      }
      Ended clean = program.run("clean");

      assertThat(clean.status()).isEqualTo(1);
      assertThat(clean.err())
          .isEqualTo(
              "bookreel: Cannot clean %s: another run is writing in it. Nothing was removed; clean again when that has ended\n"
                  .formatted(lake));
      assertThat(isWritten(lake)).isTrue();
    } finally {
      load.process().descendants().forEach(ProcessHandle::destroyForcibly);
      load.process().destroyForcibly();
      load.await();
    }

    Ended clean = program.run("clean");

    assertThat(clean.status()).as(clean.printed()).isZero();
    assertThat(clean.out())
        .contains("silver/stream/users/is_latest=true/part-", temporary + "/bookreel-spill-");
    assertThat(lake.resolve(UNCOMMITTED)).doesNotExist();
    assertThat(temporary).isEmptyDirectory();
    assertThat(program.run("load", "stream.users").status()).isZero();
  }

  /** A data file is there, and the file that is to become the commit beside it. */
  private static boolean isWritten(Path lake) throws Exception {
    Path log = lake.resolve("silver/stream/users/_delta_log");
    return Files.isDirectory(lake.resolve(UNCOMMITTED)) && hasTemporary(log);
  }

  private static boolean hasTemporary(Path log) throws Exception {
    if (!Files.isDirectory(log)) {
      return false;
    }
    try (Stream<Path> files = Files.list(log)) {
      return files.anyMatch(file -> file.getFileName().toString().endsWith(".tmp"));
    }
  }
}
