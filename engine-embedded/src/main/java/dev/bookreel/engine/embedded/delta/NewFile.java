package dev.bookreel.engine.embedded.delta;

import io.delta.kernel.statistics.DataFileStatistics;
import java.nio.file.Path;
import java.util.Map;

/**
 * A data file that was written, is durable and waits to be committed.
 *
 * @param sha256 of its content
 * @param partition the partition columns' values, as the log writes them
 */
public record NewFile(
    Path path,
    long bytes,
    String sha256,
    Map<String, String> partition,
    DataFileStatistics statistics) {
  public NewFile {
    partition = Map.copyOf(partition);
  }
}
