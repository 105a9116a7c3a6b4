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
 * @param changesRows whether the table has other rows afterwards, and not only other files
 */
public record Change(
    List<NewFile> added,
    List<DataFile> removed,
    Map<DataFile, long[]> deletedRows,
    Optional<TransactionId> transaction,
    boolean changesRows) {
  public Change {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    deletedRows = Map.copyOf(deletedRows);
  }

  /** A change of rows. */
  public Change(
      List<NewFile> added,
      List<DataFile> removed,
      Map<DataFile, long[]> deletedRows,
      Optional<TransactionId> transaction) {
    this(added, removed, deletedRows, transaction, true);
  }

  /** The same rows in other files. */
  public static Change rewriting(List<DataFile> removed, List<NewFile> added) {
    return new Change(added, removed, Map.of(), Optional.empty(), false);
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
