package dev.bookreel.engine.embedded.duck;

import dev.bookreel.engine.EngineListener;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks the workspaces of a database now and then how far their statements are. */
final class Watch implements AutoCloseable {
  private static final int EVERY_MILLIS = 500;

  private final EngineListener listener;
  private final Set<Workspace> watched = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService asking =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable ScheduledFuture<?> regularly;

  Watch(EngineListener listener) {
    this.listener = listener;
  }

  EngineListener listener() {
    return listener;
  }

  /** For each connection. DuckDB knows how far it is only if it might show a bar itself. */
  List<String> settings() {
    if (listener == EngineListener.SILENT) {
      return List.of();
    }
    String progress = "SET enable_progress_bar = true";
    String unseen = "SET enable_progress_bar_print = false";
    return listener.wantsPlans()
        ? List.of(progress, unseen, "SET enable_profiling = 'no_output'")
        : List.of(progress, unseen);
  }

  synchronized void begin(Workspace workspace) {
    if (listener == EngineListener.SILENT) {
      return;
    }
    watched.add(workspace);
    if (regularly == null) {
      regularly =
          asking.scheduleWithFixedDelay(
              () -> watched.forEach(Workspace::tellProgress),
              EVERY_MILLIS,
              EVERY_MILLIS,
              TimeUnit.MILLISECONDS);
    }
  }

  void end(Workspace workspace) {
    watched.remove(workspace);
  }

  @Override
  public void close() {
    asking.shutdownNow();
  }
}
