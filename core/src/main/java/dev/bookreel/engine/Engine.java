package dev.bookreel.engine;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Loads deliveries into Delta tables and runs SQL on them. One engine serves many threads. */
public interface Engine extends AutoCloseable {

  /** When the newest delivery that a table holds was delivered; empty before the first load. */
  Optional<Instant> lastLoaded(TableDefinition table);

  /**
   * Loads one delivery in one Delta commit, which also records the delivery's identity: a crash at
   * any moment leaves the table as it was or with the whole load. Rows that are not accepted are
   * appended to {@code lake.quarantine}, once a delivery.
   *
   * <p>A column that the definition has and the table has not is added to it. Versions from before
   * that do not know it: they do not differ from a delivered record by that column alone.
   *
   * @param table the definition; the Delta table is created when missing
   * @param delivery read as a stream: it may be larger than memory
   * @param accept load it even if it changes so much that it would be held, see {@link Breach}
   * @throws dev.bookreel.error.UnreadableDeliveryException if the file is not what its definition
   *     says or a {@code fail} check failed; table unchanged
   * @throws dev.bookreel.error.LakeException if the definition lacks a column of the table, or
   *     gives one another type or the table another key; nothing was read or changed
   * @throws dev.bookreel.error.ConflictException if other writers kept winning; table unchanged
   * @throws dev.bookreel.error.CommitUnknownException if the commit may have happened; loading
   *     again is safe and settles it
   */
  LoadOutcome load(TableDefinition table, Delivery delivery, boolean accept);

  /**
   * What loading a delivery changed, worked out again from the version before it: for a run that
   * ended between its commit and the record of it. Writes nothing.
   *
   * @return empty if no version of the table came of loading this delivery
   */
  Optional<LoadOutcome.Committed> recount(TableDefinition table, Delivery delivery);

  /**
   * Replaces a table's whole history by the one that these deliveries give, in one commit; also its
   * columns and its key by those of the definition. Older versions stay as they were.
   *
   * <p>Older deliveries may lack a field that later ones brought: its column is then null, which
   * the outcome's warnings tell.
   *
   * @param deliveries oldest first; loaded whatever they delete
   * @return the counts of all deliveries together
   */
  LoadOutcome.Committed rebuild(TableDefinition table, List<Delivery> deliveries);

  /** The lake as it stands now. */
  LakeView view();

  /** Releases files and connections. Closing twice is allowed. */
  @Override
  void close();
}
