package dev.bookreel.file;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a folder should hold and what lies in it besides.
 *
 * @param folder of a table or of its deliveries
 * @param needed every file that counts, also those that are not there
 * @param damage what is known to be wrong without comparing contents
 * @param leftOvers what interrupted runs left: nothing refers to it
 * @param unexpected files that nobody can account for
 */
public record Inventory(
    Path folder,
    List<Needed> needed,
    List<Damage> damage,
    List<LeftOver> leftOvers,
    List<Path> unexpected) {
  public Inventory {
    needed = List.copyOf(needed);
    damage = List.copyOf(damage);
    leftOvers = List.copyOf(leftOvers);
    unexpected = List.copyOf(unexpected);
  }

  /** Of a folder that cannot be read. */
  public static Inventory unreadable(Path folder, String reason) {
    return new Inventory(
        folder, List.of(), List.of(new Damage(folder, false, reason)), List.of(), List.of());
  }

  /**
   * A file that counts.
   *
   * @param sha256 of its content as it was written; empty if nobody kept it
   * @param current whether what is newest needs it, and not only what was before
   */
  public record Needed(Path file, long bytes, Optional<String> sha256, boolean current) {}

  /**
   * Something wrong.
   *
   * @param missing whether the file should be there and is not
   */
  public record Damage(Path file, boolean missing, String reason) {}

  /** A file, or a folder with what is in it, that nothing refers to. */
  public record LeftOver(Path path, long bytes, String what) {}
}
