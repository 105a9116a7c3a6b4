package dev.bookreel.upkeep;

import dev.bookreel.file.Inventory.LeftOver;
import java.util.List;

/**
 * What cleaning a lake came to.
 *
 * @param removed what is gone now, or would be
 * @param kept why something stays that may be a left-over
 * @param young how many left-overs stay because another machine may still need them
 */
public record Cleaning(List<LeftOver> removed, List<String> kept, int young) {
  public Cleaning {
    removed = List.copyOf(removed);
    kept = List.copyOf(kept);
  }

  public long bytes() {
    return removed.stream().mapToLong(LeftOver::bytes).sum();
  }
}
