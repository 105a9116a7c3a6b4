package dev.bookreel.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers load reports and appends them to {@code lake.loads}: at the latest a second after the
 * first, and at the end. So a run of many small loads makes one commit, and a long one loses no
 * record.
 */
final class LoadRecorder implements AutoCloseable {
  private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(1).toNanos();

  private final Records records;
  private final List<LoadReport> waiting = new ArrayList<>();
  private long firstAddedNanos;

  LoadRecorder(Records records) {
    this.records = records;
  }

  synchronized void add(LoadReport report) {
    if (waiting.isEmpty()) {
      firstAddedNanos = System.nanoTime();
    }
    waiting.add(report);
    if (System.nanoTime() - firstAddedNanos > LONGEST_WAIT_NANOS) {
      flush();
    }
  }

  private void flush() {
    records.recordLoads(List.copyOf(waiting));
    waiting.clear();
  }

  @Override
  public synchronized void close() {
    flush();
  }
}
