package dev.bookreel.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExclusiveLockTest {
  private final Path folder;

  ExclusiveLockTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void threadsAndProcessesCountWithoutLosingOne() throws Exception {
    Path counter = Files.writeString(folder.resolve("counter"), "0");
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Counting.class.getName(),
                  counter.toString())
              .inheritIO()
              .start());
    }
    Callable<Integer> counting =
        () -> {
          Counting.main(counter.toString());
          return 0;
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (Future<Integer> done : threads.invokeAll(List.of(counting, counting))) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
    for (Process process : processes) {
      assertThat(process.waitFor()).isZero();
    }

    assertThat(counter).hasContent(String.valueOf(4 * Counting.TIMES));
  }

  @Test
  void afterAFailureTheNextGetsTheLock() throws IOException {
    Path lock = folder.resolve(".lock");
    assertThatThrownBy(
            () ->
                ExclusiveLock.holding(
                    lock,
                    () -> {
                      throw new IOException("broken");
                    }))
        .hasMessage("broken");

    assertThat(ExclusiveLock.<String>holding(lock, () -> "ran")).isEqualTo("ran");
  }

  /** Reads a number and writes the next one, which loses counts unless it is done alone. */
  static final class Counting {
    static final int TIMES = 200;

    private Counting() {}

    public static void main(String... counter) throws IOException {
      Path file = Path.of(counter[0]);
      for (int i = 0; i < TIMES; i++) {
        ExclusiveLock.holding(
            file.resolveSibling(".lock"),
            () -> {
              int count = Integer.parseInt(Files.readString(file));
              return Files.writeString(file, String.valueOf(count + 1));
            });
      }
    }
  }
}
