package dev.bookreel.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
      processes.add(process(Counting.class, counter).inheritIO().start());
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
  @Timeout(60)
  void twoProcessesThatHoldOneLockAndWaitForTheOthersInAnotherThreadAreNoDeadlock()
      throws Exception {
    Path ours = folder.resolve("ours");
    Path theirs = folder.resolve("theirs");
    ExecutorService threads = Executors.newFixedThreadPool(1);
    Process process = process(Crossing.class, ours, theirs).redirectError(Redirect.INHERIT).start();
    try (BufferedReader out = process.inputReader(UTF_8);
        BufferedWriter in = process.outputWriter(UTF_8)) {
      Future<String> waiting =
          ExclusiveLock.holding(
              ours,
              () -> {
                in.write("ours is held\n");
                in.flush();
                assertThat(out.readLine()).isEqualTo("theirs is held, ours awaited");
                Future<String> asked =
                    threads.submit(() -> ExclusiveLock.holding(theirs, () -> "ran"));
                assertThatThrownBy(() -> asked.get(200, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
                return asked;
              });
      assertThat(waiting.get()).isEqualTo("ran");
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
      threads.shutdownNow();
    }
  }

  private static ProcessBuilder process(Class<?> main, Path... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    Stream.of(arguments).map(Path::toString).forEach(command::add);
    return new ProcessBuilder(command);
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

  /** Holds one lock while another thread of it waits for the other. */
  static final class Crossing {
    private Crossing() {}

    public static void main(String... locks) throws Exception {
      System.in.read();
      ExclusiveLock.holding(
          Path.of(locks[1]),
          () -> {
            CompletableFuture<String> awaited =
                CompletableFuture.supplyAsync(
                    () -> {
                      System.out.println("theirs is held, ours awaited");
                      try {
                        return ExclusiveLock.holding(Path.of(locks[0]), () -> "ran");
                      } catch (IOException e) {
                        throw new UncheckedIOException(e);
                      }
                    });
            return awaited.join();
          });
    }
  }
}
