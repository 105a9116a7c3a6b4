package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Check;
import java.io.Serializable;

/**
 * Accepted rows that fail a check.
 *
 * @param first the position of the first of them
 */
record FailedCheck(Check check, long rows, long first) implements Serializable {

  /** With those of the part behind it, whose positions begin at an offset. */
  FailedCheck and(FailedCheck next, long offset) {
    return new FailedCheck(check, rows + next.rows, first > 0 ? first : next.first + offset);
  }

  String told() {
    return "check %s (%s) failed for %d row%s, first at position %d"
        .formatted(check.name(), check.that(), rows, rows == 1 ? "" : "s", first);
  }
}
