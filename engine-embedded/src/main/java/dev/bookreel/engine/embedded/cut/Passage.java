package dev.bookreel.engine.embedded.cut;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where a stretch of a file leads, however it is entered: it can be worked out without reading
 * anything before it. Passages of stretches that follow each other make one of both.
 *
 * @param exits for each mode in which the stretch may be entered
 */
public record Passage(List<Place> exits) implements Serializable {
  public Passage {
    exits = List.copyOf(exits);
  }

  /** Of no bytes. */
  static Passage none(Syntax syntax) {
    return new Passage(
        IntStream.range(0, syntax.modes())
            .mapToObj(mode -> new Place(mode, 0))
            .collect(Collectors.toList()));
  }

  /** Where it leads from a place. */
  public Place from(Place entry) {
    Place exit = exits.get(entry.mode());
    return new Place(exit.mode(), entry.count() + exit.count());
  }

  /** With the bytes behind it. Modes soon lead to the same ones, which are followed once. */
  Passage then(Syntax syntax, byte[] bytes, int length) {
    @Nullable Place[] exits = new Place[syntax.modes()];
    List<Place> longer = new ArrayList<>();
    for (Place exit : this.exits) {
      Place further = exits[exit.mode()];
      if (further == null) {
        further = syntax.follow(exit.mode(), bytes, length);
        exits[exit.mode()] = further;
      }
      longer.add(new Place(further.mode(), exit.count() + further.count()));
    }
    return new Passage(longer);
  }
}
