package dev.bookreel.delivery;

import dev.bookreel.definition.TableName;
import dev.bookreel.source.FileState;
import java.util.List;
import java.util.Optional;

/**
 * Whether a table's deliveries can be fetched.
 *
 * @param source the source that delivers the table; empty if none does
 * @param files how many there are
 * @param newest where the newest is
 * @param state what the source says of the newest
 * @param failures whole messages; empty if it works
 */
public record SourceCheck(
    TableName table,
    String source,
    int files,
    Optional<String> newest,
    Optional<FileState> state,
    List<String> failures) {
  public SourceCheck {
    failures = List.copyOf(failures);
  }

  /** Whether everything is as a fetch needs it. */
  public boolean works() {
    return failures.isEmpty();
  }
}
