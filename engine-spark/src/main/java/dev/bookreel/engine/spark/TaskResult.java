package dev.bookreel.engine.spark;

import dev.bookreel.error.LakeException;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a task found, or why it could not: Spark would try again what fails for good, and wrap the
 * reason in its own words.
 */
record TaskResult<T>(@Nullable T value, @Nullable LakeException failure) implements Serializable {

  /** Work that may fail. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws Exception;
  }

  static <T> TaskResult<T> of(Work<T> work) throws Exception {
    try {
      return new TaskResult<>(work.run(), null);
    } catch (LakeException e) {
      return new TaskResult<>(null, e);
    }
  }

  /** The results of all tasks, in their order; throws for the first that failed. */
  static <T> List<T> all(List<TaskResult<T>> results) {
    return results.stream().map(TaskResult::orThrow).collect(Collectors.toList());
  }

  T orThrow() {
    if (failure != null || value == null) {
      throw failure == null ? new IllegalStateException("A task without a result") : failure;
    }
    return value;
  }
}
