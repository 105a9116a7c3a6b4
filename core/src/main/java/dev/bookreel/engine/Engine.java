package dev.bookreel.engine;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.file.Inventory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Loads deliveries into Delta tables and runs SQL on them. One engine serves many threads. */
public interface Engine extends AutoCloseable {

  /** When the newest delivery that a table holds was delivered; empty before the first load. */
  Optional<Instant> lastLoaded(TableDefinition table);

  /**
   * Loads one delivery in one Delta commit, which also records the delivery's identity: a crash at
   * any moment leaves the table as it was or with the whole load. Rows that are not accepted are
   * appended to {@code lake.quarantine}, once a delivery.
   *
   * @param table the definition; the Delta table is created when missing
   * @param delivery read as a stream: it may be larger than memory
   * @param acceptDeletions load it even if it deletes more than {@code table.maxDeleted()}
   * @throws dev.bookreel.error.UnreadableDeliveryException if the file is not what its definition
   *     says or a {@code fail} check failed; table unchanged
   * @throws dev.bookreel.error.ConflictException if other writers kept winning; table unchanged
   * @throws dev.bookreel.error.CommitUnknownException if the commit may have happened; loading
   *     again is safe and settles it
   */
  LoadOutcome load(TableDefinition table, Delivery delivery, boolean acceptDeletions);

  /**
   * What loading a delivery changed, worked out again from the version before it: for a run that
   * ended between its commit and the record of it. Writes nothing.
   *
   * @return empty if no version of the table came of loading this delivery
   */
  Optional<LoadOutcome.Committed> recount(TableDefinition table, Delivery delivery);

  /**
   * Replaces a table's whole history by the one that these deliveries give, in one commit.
   *
   * @param deliveries oldest first; loaded whatever they delete
   * @return the counts of all deliveries together
   */
  LoadOutcome.Committed rebuild(TableDefinition table, List<Delivery> deliveries);

  /**
   * Rewrites small files, and files of which rows do not count any more, into fewer ones of a good
   * size, in one commit that changes no row. Doing it again finds nothing to do. Earlier versions
   * keep their files.
   *
   * @param table declared, of answers, or of the pipeline's own
   * @return what was rewritten; empty if there was nothing to do
   * @throws dev.bookreel.error.LakeException if a file to be rewritten is not what was once
   *     written; table unchanged
   * @throws dev.bookreel.error.ConflictException if other writers kept winning; table unchanged
   */
  Optional<Compaction> compact(TableName table);

  /** Every table that has a folder, whatever is in it, also those that nobody declares any more. */
  Set<TableName> stored();

  /**
   * What a table's folder should hold by every version that its log still has, and what lies in it
   * besides. Reads the log and compares it with its seals, but reads no data. Whatever is wrong is
   * part of the answer.
   */
  Inventory inventory(TableName table);

  /** The lake as it stands now. */
  LakeView view();

  /** Releases files and connections. Closing twice is allowed. */
  @Override
  void close();
}
