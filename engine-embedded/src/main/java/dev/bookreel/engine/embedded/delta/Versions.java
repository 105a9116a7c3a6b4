package dev.bookreel.engine.embedded.delta;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The versions of a table that can be read.
 *
 * @param oldest the first one, or the first checkpoint if the log's beginning was cleaned up
 */
public record Versions(long oldest, long newest) {
  private static final int DIGITS = 20;

  /** By the names in a log's folder; empty if none is a commit's. */
  static Optional<Versions> of(Collection<String> names) {
    TreeSet<Long> commits = new TreeSet<>();
    TreeSet<Long> checkpoints = new TreeSet<>();
    for (String name : names) {
      if (name.matches("\\d{20}\\.json")) {
        commits.add(Long.parseLong(name.substring(0, DIGITS)));
      } else if (name.matches("\\d{20}\\.checkpoint\\..+")) {
        checkpoints.add(Long.parseLong(name.substring(0, DIGITS)));
      }
    }
    if (commits.isEmpty()) {
      return Optional.empty();
    }
    boolean isWhole = commits.first() == 0 || checkpoints.isEmpty();
    return Optional.of(
        new Versions(isWhole ? commits.first() : checkpoints.first(), commits.last()));
  }

  /** Whether there is such a version. */
  public boolean has(long version) {
    return oldest <= version && version <= newest;
  }
}
