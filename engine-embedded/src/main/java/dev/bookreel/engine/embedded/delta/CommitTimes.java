package dev.bookreel.engine.embedded.delta;

import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.DeltaHistoryManager;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.TableConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When the versions of a table were committed, by Delta's rules: the in-commit timestamp where the
 * table has them, else the time of the commit's file, raised where a clock was set back, so that
 * later versions have later times. In milliseconds.
 */
public final class CommitTimes {
  private final Engine kernel;
  private final SnapshotImpl latest;
  private final Path table;

  CommitTimes(Engine kernel, Path table, SnapshotImpl latest) {
    this.kernel = kernel;
    this.table = table;
    this.latest = latest;
  }

  /** The oldest version that can still be read. */
  public long oldestVersion() {
    return DeltaHistoryManager.getEarliestRecreatableCommit(
        kernel, latest.getLogPath(), Optional.empty());
  }

  /** The last version that was committed at or before a time; empty if that was before all. */
  public OptionalLong lastVersionBy(Instant time) {
    long millis = millis(time);
    DeltaHistoryManager.Commit commit =
        DeltaHistoryManager.getActiveCommitAtTimestamp(
            kernel, latest, latest.getLogPath(), millis, true, true, true, List.of());
    return commit.getTimestamp() > millis
        ? OptionalLong.empty()
        : OptionalLong.of(commit.getVersion());
  }

  /** Times beyond what milliseconds can count are before or after every commit. */
  private static long millis(Instant time) {
    try {
      return time.toEpochMilli();
    } catch (ArithmeticException beyond) {
      return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /** When a version that can be read was committed. */
  Instant of(SnapshotImpl version) {
    return Instant.ofEpochMilli(
        TableConfig.IN_COMMIT_TIMESTAMPS_ENABLED.fromMetadata(version.getMetadata())
            ? version.getTimestamp(kernel)
            : timeOfFile(version.getVersion()));
  }

  /** Kernel does the same in private when it looks for a version by its time. */
  private long timeOfFile(long version) {
    Path log = LocalFileIO.path(table, latest.getLogPath().toString());
    long time = Long.MIN_VALUE;
    try {
      for (long each = oldestVersion(); each <= version; each++) {
        Path file = log.resolve("%020d.json".formatted(each));
        time = Math.max(Files.getLastModifiedTime(file).toMillis(), time + 1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return time;
  }
}
