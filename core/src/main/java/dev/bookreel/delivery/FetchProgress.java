package dev.bookreel.delivery;

import dev.bookreel.definition.TableName;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Hears how the reading of files goes on. Called often, by the threads that read; several files may
 * be read at once, one a table.
 */
public interface FetchProgress {

  /** For callers that nobody watches. */
  FetchProgress SILENT = new FetchProgress() {};

  /**
   * More of a file has been read.
   *
   * @param location where the source has it
   * @param bytesRead how much so far; less than before if reading begins anew
   * @param bytes how much there is, if the source says so
   */
  default void read(TableName table, String location, long bytesRead, OptionalLong bytes) {}

  /** A file's reading ended, whole or not. */
  default void ended(TableName table, String location) {}

  /** Something failed and is tried again after a while. */
  default void retrying(TableName table, String reason, Duration wait) {}
}
