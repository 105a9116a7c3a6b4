package dev.bookreel.explain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What happened to a record, and how long it lasted. A deletion is one too: it lasts until the
 * record comes back.
 *
 * @param validFrom when the delivery that caused it was delivered
 * @param validTo when the next event came; empty for the last
 * @param changes the columns, without the key's, whose values differ from those before; of a new
 *     record all that have one
 */
public record RecordEvent(
    What what, Instant validFrom, Optional<Instant> validTo, List<Change> changes, Cause cause) {
  public RecordEvent {
    changes = List.copyOf(changes);
  }

  /** The kinds of events. */
  public enum What {
    INSERTED("inserted"),
    UPDATED("updated"),
    DELETED("deleted"),
    CAME_BACK("came back");

    private final String text;

    What(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * The delivery that caused an event.
   *
   * @param file in the raw zone, relative to the lake; empty if the raw zone does not have it
   * @param source the name of the source, and {@code location} where it had the file
   * @param position the record's number in the file, from 1; empty for a deletion
   * @param problem why the position is not known, if it should be
   */
  public record Cause(
      Optional<String> file,
      Optional<String> source,
      Optional<String> location,
      OptionalLong position,
      Optional<String> problem) {}
}
