package dev.bookreel.parallel;

import dev.bookreel.error.LakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Does the same work for several inputs at a time. */
public final class SideBySide {
  private SideBySide() {}

  /**
   * Returns, or fails, when all have ended: nobody works any more afterwards. A lone worker would
   * only keep the caller waiting: then the caller works.
   *
   * @param most how many at a time
   * @return in the inputs' order
   * @throws LakeException if this thread is interrupted
   */
  public static <I, O> List<O> map(List<I> inputs, int most, Function<I, O> work) {
    int workers = Math.min(inputs.size(), most);
    if (workers <= 1) {
      return inputs.stream().map(work).collect(Collectors.toList());
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            workers,
            runnable -> {
              Thread thread = new Thread(runnable, "bookreel-worker");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Callable<O>> tasks = new ArrayList<>();
      for (I input : inputs) {
        tasks.add(() -> work.apply(input));
      }
      List<O> outputs = new ArrayList<>();
      for (Future<O> ended : threads.invokeAll(tasks)) {
        outputs.add(ended.get());
      }
      return outputs;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unexpected) {
        throw unexpected;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      awaitEnd(threads);
      Thread.currentThread().interrupt();
      throw new LakeException("Interrupted. What was committed stays; run again to complete it", e);
    } finally {
      threads.shutdown();
    }
  }

  /** What was begun is ended: threads that write cannot be stopped in the middle. */
  private static void awaitEnd(ExecutorService threads) {
    threads.shutdown();
    for (boolean ended = false; !ended; ) {
      try {
        ended = threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      } catch (InterruptedException again) {
        // The caller is told when nobody works any more.
      }
    }
  }
}
