package dev.bookreel.engine.embedded.cut;

import dev.bookreel.error.LakeException;

/** A file cannot be cut with certainty. It has to be read as a whole, which tells what it is. */
public final class OddFileException extends LakeException {
  private static final long serialVersionUID = 1L;

  public OddFileException(String reason) {
    super(reason);
  }
}
