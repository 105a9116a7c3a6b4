package dev.bookreel.cli.exit;

/** What the process's exit status means. */
public final class ExitStatus {
  public static final int DONE = 0;

  /** A load or a question failed, or is held. */
  public static final int FAILED = 1;

  /** The command line or the definitions are wrong. */
  public static final int WRONG_USAGE = 2;

  /** As shells report a program that SIGINT ended. */
  public static final int INTERRUPTED = 130;

  /** As shells report a program that SIGPIPE ended: the reader of its output went away. */
  public static final int OUTPUT_CLOSED = 141;

  private ExitStatus() {}
}
