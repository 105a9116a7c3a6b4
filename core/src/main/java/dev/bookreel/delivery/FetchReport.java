package dev.bookreel.delivery;

import dev.bookreel.definition.TableName;
import java.time.Instant;
import java.util.List;

/**
 * What a fetch came to.
 *
 * @param fetchedAt the one time of the whole fetch, in milliseconds
 * @param tables in the request's order
 */
public record FetchReport(Instant fetchedAt, List<FetchedTable> tables) {
  public FetchReport {
    tables = List.copyOf(tables);
  }

  /** Whether every table was fetched without a failure. */
  public boolean complete() {
    return tables.stream().allMatch(table -> table.failures().isEmpty());
  }

  /**
   * One table's part. Files may have been stored beside a failure.
   *
   * @param files those that are stored now, oldest delivery time first
   * @param failures whole messages; empty if all went well
   */
  public record FetchedTable(TableName table, List<FetchedFile> files, List<String> failures) {
    public FetchedTable {
      files = List.copyOf(files);
      failures = List.copyOf(failures);
    }
  }

  /**
   * One file of the source.
   *
   * @param location where the source has it
   */
  public record FetchedFile(String location, Stored stored) {}
}
