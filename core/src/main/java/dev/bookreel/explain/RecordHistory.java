package dev.bookreel.explain;

import java.util.List;

/**
 * Everything that happened to one record.
 *
 * @param events oldest first; never empty
 */
public record RecordHistory(RecordKey key, List<RecordEvent> events) {
  public RecordHistory {
    events = List.copyOf(events);
  }
}
