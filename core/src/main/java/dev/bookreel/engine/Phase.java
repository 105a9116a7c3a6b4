package dev.bookreel.engine;

/** What an engine does while it loads a delivery, in this order. */
public enum Phase {
  OPENING("opening"),
  UNPACKING("unpacking"),
  READING("reading"),
  CHECKING("checking"),
  DUPLICATES("duplicates"),
  COMPARING("comparing"),
  QUARANTINE("quarantine"),
  WRITING("writing"),
  COMMITTING("committing"),
  TIDYING("tidying");

  private final String word;

  Phase(String word) {
    this.word = word;
  }

  /** For example {@code reading}. */
  @Override
  public String toString() {
    return word;
  }
}
