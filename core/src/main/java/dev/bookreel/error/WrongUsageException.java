package dev.bookreel.error;

/** A command asks for something that cannot be. Nothing was done; ask differently. */
public final class WrongUsageException extends LakeException {
  private static final long serialVersionUID = 1L;

  public WrongUsageException(String message) {
    super(message);
  }
}
