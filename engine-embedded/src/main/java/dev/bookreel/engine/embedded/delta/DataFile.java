package dev.bookreel.engine.embedded.delta;

import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.util.VectorUtils;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A data file of one table version.
 *
 * @param path where it lies
 * @param partition the values of the partition columns, as the log writes them; null values are
 *     left out
 * @param action as the log has it
 */
public record DataFile(Path path, Map<String, String> partition, AddFile action) {
  public DataFile {
    partition = Map.copyOf(withoutNulls(partition));
  }

  /** Which of its rows no longer count, if any. */
  Optional<DeletionVectorDescriptor> deletionVector() {
    return action.getDeletionVector();
  }

  /** What its content was when it was written, if that was kept. */
  public Optional<String> sha256() {
    return Tags.data(tags());
  }

  Map<String, String> tags() {
    return action.getTags().map(VectorUtils::<String, String>toJavaMap).orElse(Map.of());
  }

  /** Tells a file with these rows apart from the same one with fewer. */
  public String identity() {
    return path + deletionVector().map(DeletionVectorDescriptor::getUniqueId).orElse("");
  }

  /** Whether some of its rows no longer count. */
  public boolean hasDeletedRows() {
    return deletionVector().isPresent();
  }

  /** How many of its rows no longer count. */
  public long deletedRows() {
    return deletionVector().map(DeletionVectorDescriptor::getCardinality).orElse(0L);
  }

  public long bytes() {
    return action.getSize();
  }

  /** How many rows it has, deleted ones too, if the log says it. */
  public Optional<Long> records() {
    return action.getNumRecords();
  }

  private static Map<String, String> withoutNulls(Map<String, String> values) {
    Map<String, String> kept = new HashMap<>(values);
    kept.values().removeIf(value -> value == null);
    return kept;
  }
}
