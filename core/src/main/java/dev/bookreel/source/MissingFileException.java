package dev.bookreel.source;

import dev.bookreel.error.LakeException;

/** A source does not have what a table's definition names. Nothing was fetched for the table. */
public final class MissingFileException extends LakeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param what is missing, and where it was looked for: what there is to do is added by who
   *     reports it
   */
  public MissingFileException(String what) {
    super(what);
  }
}
