package dev.bookreel.delivery;

import dev.bookreel.error.LakeException;
import java.time.Instant;

/** What a source says of a file without giving its content. */
record FileState(long bytes, Instant modifiedAt) {

  /**
   * As it is now.
   *
   * @throws LakeException if the source cannot say
   */
  static FileState of(Arrival arrival) {
    try {
      return new FileState(arrival.file().bytes(), arrival.file().modifiedAt());
    } catch (LakeException e) {
      throw new LakeException(arrival.table().name() + ": " + e.getMessage(), e);
    }
  }
}
