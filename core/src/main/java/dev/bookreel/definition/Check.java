package dev.bookreel.definition;

import java.io.Serializable;

/**
 * A condition that every row of a delivery should meet.
 *
 * @param that a SQL condition on the table's columns; a row fails it only where it is false, not
 *     null
 */
public record Check(String name, String that, Otherwise otherwise) implements Serializable {

  /** What happens to a row that fails, or to its delivery. */
  public enum Otherwise {
    /** The row loads; the load's message counts it. */
    WARN,
    /** The row goes to quarantine. */
    QUARANTINE,
    /** The load fails and changes nothing. */
    FAIL
  }
}
