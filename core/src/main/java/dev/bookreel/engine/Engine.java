package dev.bookreel.engine;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.file.Inventory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Loads deliveries into Delta tables and runs SQL on them. One engine serves many threads. */
public interface Engine extends AutoCloseable {

  /** When the newest delivery that a table holds was delivered; empty before the first load. */
  Optional<Instant> lastLoaded(TableDefinition table);

  /**
   * Loads one delivery in one Delta commit, which also records the delivery's identity: a crash at
   * any moment leaves the table as it was or with the whole load. Rows that are not accepted are
   * recorded in {@code lake.quarantine}, once a delivery.
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
   * Works out a table's history anew from a moment on, as if its deliveries had come in order, and
   * commits the difference in one commit; nothing if there is none. Versions that were closed
   * before that moment are not touched. What {@code lake.quarantine} has of the tail's deliveries
   * is replaced after the commit: doing it again after a crash completes it.
   *
   * @param tail ends with the delivery that the table holds as its newest
   * @return how each of the deliveries ended, in their order, with the version that holds them all.
   *     An added one may be held: then it is left out
   * @throws dev.bookreel.error.UnreadableDeliveryException as {@link #load}; names the delivery
   * @throws dev.bookreel.error.LakeException as {@link #load}, if the definition does not agree
   *     with the table
   * @throws dev.bookreel.error.ConflictException if the table was loaded meanwhile; it is unchanged
   * @throws dev.bookreel.error.CommitUnknownException if the commit may have happened; doing it
   *     again is safe and settles it
   */
  List<LoadOutcome> reload(TableDefinition table, Tail tail);

  /**
   * Replaces a table's whole history by the one that these deliveries give, in one commit, and then
   * what {@code lake.quarantine} has of them. Its columns and its key become those of the
   * definition; older versions stay as they were.
   *
   * <p>Older deliveries may lack a field that later ones brought: its column is then null, which
   * the outcome's warnings tell.
   *
   * @param deliveries oldest first; loaded whatever they delete
   * @return the counts of all deliveries together
   * @throws dev.bookreel.error.UnreadableDeliveryException as {@link #load}; names the delivery
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

  /**
   * The lake at a moment. All of its tables are settled now: what is committed later is not seen.
   *
   * @throws dev.bookreel.error.WrongUsageException if the moment names a table or a version that
   *     does not exist, or a time whose versions the log no longer has; says which there are
   */
  LakeView view(Moment moment);

  /** The lake as it stands now. */
  default LakeView view() {
    return view(Moment.NEWEST);
  }

  /**
   * Which record of a delivery a load takes for a key, by reading the delivery again.
   *
   * @param key values in the order of the key, of the types of {@link Query}'s parameters
   * @return the record's number in the file, from 1, a header not counted, broken ones counted;
   *     empty if no record with this key is accepted
   * @throws dev.bookreel.error.UnreadableDeliveryException if the file is not what its definition
   *     says
   */
  OptionalLong position(TableDefinition table, Delivery delivery, List<Object> key);

  /** Releases files and connections. Closing twice is allowed. */
  @Override
  void close();
}
