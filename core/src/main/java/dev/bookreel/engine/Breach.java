package dev.bookreel.engine;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import java.util.EnumSet;
import java.util.Set;

/** Why a delivery is held: it would change so much that it is rather broken than right. */
public enum Breach {
  /** A dump without any row, which would delete all records, whatever {@code max_deleted} says. */
  EMPTY,
  /** It would delete more than {@code max_deleted} of the live records. */
  DELETED,
  /** It would change more than {@code max_changed} of the live records. */
  CHANGED;

  /**
   * Why a delivery is to be held, if it is.
   *
   * @param counts what it would change
   * @param liveRecords how many records were live before it
   */
  public static Set<Breach> of(TableDefinition table, ChangeCounts counts, long liveRecords) {
    Set<Breach> breaches = EnumSet.noneOf(Breach.class);
    if (counts.read() == 0 && table.contains() == Contains.EVERYTHING && liveRecords > 0) {
      breaches.add(EMPTY);
    } else if (counts.deleted() > table.maxDeleted() * liveRecords) {
      breaches.add(DELETED);
    }
    if (counts.updated() > table.maxChanged() * liveRecords) {
      breaches.add(CHANGED);
    }
    return breaches;
  }
}
