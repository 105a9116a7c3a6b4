package dev.bookreel.delivery;

import dev.bookreel.definition.TableName;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.IoReason;
import dev.bookreel.source.BusyException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tries again what may go better the next time: each time after a longer while, which is varied at
 * random, so that many who lost one server do not come back at once.
 *
 * @param attempts how often at most, the first time included
 * @param first how long to wait after the first failure; twice as long after each further one
 * @param longest how long to wait at most, also if the other side asks for more
 */
public record Retries(int attempts, Duration first, Duration longest) {

  /** Five attempts within about eight seconds. */
  public static final Retries STANDARD =
      new Retries(5, Duration.ofMillis(500), Duration.ofMinutes(1));

  private static final double JITTER = 0.25;
  private static final int MOST_DOUBLINGS = 20;

  /** Something that may fail for a while. */
  @FunctionalInterface
  interface Attempt<T> {
    T run() throws IOException;
  }

  /**
   * The first result that there is.
   *
   * @param table to be told while it is tried again
   * @param purpose begins the message of a failure, such as {@code vendor.authors: cannot read x}
   * @throws LakeException as the attempt does, at once; or if it failed each time
   */
  <T> T run(TableName table, String purpose, FetchProgress progress, Attempt<T> attempt) {
    try {
      return attempt.run();
    } catch (IOException first) {
      return again(table, purpose, progress, after(first, attempt));
    }
  }

  /** Almost every first attempt succeeds, and need not wait until the library is loaded. */
  private static <T> Attempt<T> after(IOException first, Attempt<T> attempt) {
    AtomicBoolean told = new AtomicBoolean();
    return () -> {
      if (!told.getAndSet(true)) {
        throw first;
      }
      return attempt.run();
    };
  }

  private <T> T again(TableName table, String purpose, FetchProgress progress, Attempt<T> attempt) {
    try {
      return Failsafe.with(policy(table, progress)).get(attempt::run);
    } catch (FailsafeException e) {
      if (e.getCause() instanceof IOException failure) {
        throw new LakeException(
            "%s: %s. Tried %d times. Nothing was stored. Fetch again when it can be read"
                .formatted(purpose, IoReason.of(failure), attempts),
            failure);
      }
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        throw new LakeException(
            "%s: interrupted. Nothing was stored. Fetch again".formatted(purpose), e);
      }
      throw e;
    }
  }

  private <T> RetryPolicy<T> policy(TableName table, FetchProgress progress) {
    return RetryPolicy.<T>builder()
        .handle(IOException.class)
        .withMaxAttempts(attempts)
        .withDelayFn(event -> delay(event.getLastException(), event.getAttemptCount()))
        .onRetryScheduled(
            event -> progress.retrying(table, reason(event.getLastException()), event.getDelay()))
        .build();
  }

  /** Who says when to come back is not asked sooner. */
  private Duration delay(Throwable failure, int failures) {
    if (failure instanceof BusyException busy) {
      return atMost(busy.await());
    }
    double varied = 1 + JITTER * ThreadLocalRandom.current().nextDouble(-1, 1);
    Duration doubled = atMost(first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS)));
    return Duration.ofNanos((long) (doubled.toNanos() * varied));
  }

  private Duration atMost(Duration wait) {
    return wait.compareTo(longest) > 0 ? longest : wait;
  }

  private static String reason(Throwable failure) {
    return failure instanceof IOException io ? IoReason.of(io) : String.valueOf(failure);
  }
}
