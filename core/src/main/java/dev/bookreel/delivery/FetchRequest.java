package dev.bookreel.delivery;

import dev.bookreel.definition.TableDefinition;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * What to fetch.
 *
 * @param tables fetched side by side
 * @param sources of several that deliver a table the first is asked
 * @param deliveredAt the time to give files that have none of their own; empty means the time of
 *     the fetch
 * @param zone in which days and hours in files' names are meant
 */
public record FetchRequest(
    List<TableDefinition> tables,
    List<FetchSource> sources,
    Optional<Instant> deliveredAt,
    ZoneId zone) {
  public FetchRequest {
    tables = List.copyOf(tables);
    sources = List.copyOf(sources);
  }
}
