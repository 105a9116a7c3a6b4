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

/**
 * Work that goes on side by side, a few pieces at a time. Closing waits for what was begun: nobody
 * works any more afterwards.
 */
public final class SideBySide implements AutoCloseable {
  private final ExecutorService threads;

  /**
   * @param most how many pieces at a time
   */
  public SideBySide(int most) {
    threads =
        Executors.newFixedThreadPool(
            most,
            runnable -> {
              Thread thread = new Thread(runnable, "bookreel-worker");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** A piece of work that will have been done. */
  public static final class Begun<O> {
    private final Future<O> future;

    private Begun(Future<O> future) {
      this.future = future;
    }

    /**
     * Waits for it.
     *
     * @throws LakeException if this thread is interrupted
     */
    public O result() {
      try {
        return future.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException unexpected) {
          throw unexpected;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LakeException(
            "Interrupted. What was committed stays; run again to complete it", e);
      }
    }
  }

  /** Has a piece done as soon as there is a worker for it. */
  public <O> Begun<O> begin(Callable<O> work) {
    return new Begun<>(threads.submit(work));
  }

  /**
   * Does the same work for several inputs at a time, and returns, or fails, when all have ended. A
   * lone worker would only keep the caller waiting: then the caller works.
   *
   * @return in the inputs' order
   * @throws LakeException if this thread is interrupted
   */
  public static <I, O> List<O> map(List<I> inputs, int most, Function<I, O> work) {
    int workers = Math.min(inputs.size(), most);
    if (workers <= 1) {
      return inputs.stream().map(work).collect(Collectors.toList());
    }
    try (SideBySide all = new SideBySide(workers)) {
      List<Begun<O>> begun = new ArrayList<>();
      for (I input : inputs) {
        begun.add(all.begin(() -> work.apply(input)));
      }
      return begun.stream().map(Begun::result).collect(Collectors.toList());
    }
  }

  /** Threads that write cannot be stopped in the middle: also when this one is interrupted. */
  @Override
  public void close() {
    threads.shutdown();
    boolean interrupted = false;
    for (boolean ended = false; !ended; ) {
      try {
        ended = threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
