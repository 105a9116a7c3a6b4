package dev.bookreel.engine.embedded.delta;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one commit changes.
 *
 * @param added new files
 * @param removed files that no longer belong to the table
 * @param deletedRows positions (from 0) of rows that no longer count, by file, beside those that
 *     did not count before
 * @param transaction the identity to record, if the commit has one
 */
public record Change(
    List<NewFile> added,
    List<DataFile> removed,
    Map<DataFile, long[]> deletedRows,
    Optional<TransactionId> transaction) {
  public Change {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    deletedRows = Map.copyOf(deletedRows);
  }

  /** A change that only adds files. */
  public static Change append(List<NewFile> added) {
    return new Change(added, List.of(), Map.of(), Optional.empty());
  }

  /**
   * A transaction identifier of the Delta protocol.
   *
   * @param version grows from commit to commit of one application
   */
  public record TransactionId(String application, long version) {}
}
