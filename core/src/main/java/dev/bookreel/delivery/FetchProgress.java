package dev.bookreel.delivery;

import dev.bookreel.definition.TableName;
import dev.bookreel.source.SourceFile;

/** Hears how the reading of files goes on. Called often, on the thread that reads. */
@FunctionalInterface
public interface FetchProgress {

  /** For callers that nobody watches. */
  FetchProgress SILENT = (table, file, bytesRead) -> {};

  /**
   * @param bytesRead how much of the file has been read so far
   */
  void read(TableName table, SourceFile file, long bytesRead);
}
