package dev.bookreel.delivery;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.source.SourceFile;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A file that a source offers for a table, to be stored.
 *
 * @param source the source's name, for the record
 * @param fetchedAt now, cut to milliseconds; all files of one fetch share it
 */
public record Arrival(TableDefinition table, String source, SourceFile file, Instant fetchedAt) {
  public Arrival {
    fetchedAt = fetchedAt.truncatedTo(ChronoUnit.MILLIS);
  }
}
