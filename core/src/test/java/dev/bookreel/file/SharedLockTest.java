package dev.bookreel.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SharedLockTest {
  private final Path file;

  SharedLockTest(@TempDir Path folder) {
    this.file = folder.resolve(".lock");
  }

  @Test
  void threadsShareItAndAloneIsNobodyMeanwhile() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    ExecutorService threads = Executors.newFixedThreadPool(1);
    try {
      Future<String> other =
          threads.submit(() -> SharedLock.of(file).sharing(() -> await(both) + await(both)));
      SharedLock.of(file)
          .sharing(
              () -> {
                await(both);
                assertThat(alone()).isFalse();
                return await(both);
              });
      other.get();
    } finally {
      threads.shutdownNow();
    }

    assertThat(alone()).isTrue();
  }

  @Test
  void itCanBeSharedAgainWithin() throws IOException {
    String inner =
        SharedLock.of(file)
            .sharing(
                () -> {
                  try {
                    return SharedLock.of(file).sharing(() -> "inner");
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });

    assertThat(inner).isEqualTo("inner");
    assertThat(alone()).isTrue();
  }

  @Test
  void whoWantsToShareWaitsForWhoIsAlone() throws Exception {
    StringBuffer order = new StringBuffer();
    ExecutorService threads = Executors.newFixedThreadPool(1);
    try {
      Future<?>[] shared = new Future<?>[1];
      SharedLock.of(file)
          .alone(
              () -> {
                CyclicBarrier begun = new CyclicBarrier(2);
                shared[0] =
                    threads.submit(
                        () -> {
                          await(begun);
                          return SharedLock.of(file).sharing(() -> order.append("shared"));
                        });
                await(begun);
                return order.append("alone ");
              });
      shared[0].get();
    } finally {
      threads.shutdownNow();
    }

    assertThat(order).hasToString("alone shared");
  }

  @Test
  void aProcessHoldsItUntilItDies() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holding.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader(UTF_8)) {
      assertThat(out.readLine()).isEqualTo("held");
      assertThat(alone()).isFalse();
      assertThat(SharedLock.of(file).<String>sharing(() -> "shared")).isEqualTo("shared");
      assertThat(alone()).isFalse();
    } finally {
      process.destroyForcibly().waitFor();
    }

    assertThat(alone()).isTrue();
  }

  private boolean alone() {
    try {
      return SharedLock.of(file).alone(() -> true).isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String await(CyclicBarrier barrier) {
    try {
      return "" + barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Holds the lock until somebody kills it. */
  static final class Holding {
    private Holding() {}

    public static void main(String... file) throws IOException {
      SharedLock.of(Path.of(file[0]))
          .sharing(
              () -> {
                System.out.println("held");
                try {
                  return System.in.read();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
