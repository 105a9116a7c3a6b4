package dev.bookreel.sample;

/**
 * What happens to the records of one table from night to night. It is computed from a record's
 * number, not remembered, so that a billion records need no memory: every night 1 in 40 is deleted
 * for one to three nights, and 1 in 30 changes. A record keeps still on the night it first appears.
 */
final class Story {
  private static final int DELETED_EVERY_NIGHTS = 40;
  private static final int CHANGED_EVERY_NIGHTS = 30;

  private final long first;
  private final long addedEachNight;
  private final boolean deletes;

  private Story(long first, long addedEachNight, boolean deletes) {
    this.first = first;
    this.addedEachNight = addedEachNight;
    this.deletes = deletes;
  }

  static Story ofComingAndGoing(long first, long addedEachNight) {
    return new Story(first, addedEachNight, true);
  }

  static Story ofComingOnly(long first, long addedEachNight) {
    return new Story(first, addedEachNight, false);
  }

  /** How many records have ever appeared by this night: they are numbered from 0. */
  long known(int night) {
    return first + night * addedEachNight;
  }

  /** How many records are new on this night. */
  long added(int night) {
    return night == 0 ? first : addedEachNight;
  }

  /** The number of the first record that is new on this night. */
  long firstAdded(int night) {
    return night == 0 ? 0 : known(night - 1);
  }

  /** The night a record first appears, from 0. */
  int born(long record) {
    return record < first ? 0 : 1 + (int) ((record - first) / addedEachNight);
  }

  /** Whether this night's delivery has the record, which must be known by then. */
  boolean present(long record, int night) {
    if (!deletes) {
      return true;
    }
    // 23 is the inverse of 7 modulo 40: record 1 goes on night 1, record 8 on night 2, 15 on 3.
    int sinceDeletion = Math.floorMod(night - 1 - (record - 1) * 23, DELETED_EVERY_NIGHTS);
    long nightsAway = 1 + record / DELETED_EVERY_NIGHTS % 3;
    return sinceDeletion >= nightsAway || night - sinceDeletion <= born(record);
  }

  /** How often the record has changed by this night. */
  int version(long record, int night) {
    long phase = changePhase(record);
    return (int)
        (Math.floorDiv(night - phase, CHANGED_EVERY_NIGHTS)
            - Math.floorDiv(born(record) - phase, CHANGED_EVERY_NIGHTS));
  }

  /** The night on which the record's content of this night first appeared. */
  int contentSince(long record, int night) {
    int changed = night - Math.floorMod(night - changePhase(record), CHANGED_EVERY_NIGHTS);
    return Math.max(changed, born(record));
  }

  private static long changePhase(long record) {
    // Record 2 is the first to change, on night 1.
    return 1 + (record - 2) * 11;
  }
}
