package dev.bookreel.cli.console;

/**
 * Nobody reads standard output any more, as in {@code bookreel sql ... | head}. No error: there is
 * just nothing left to do.
 */
public final class OutputClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OutputClosedException() {
    super("The reader of standard output is gone");
  }
}
