package dev.bookreel.cli.shell;

/** Ctrl-C during a statement. */
final class CancelledException extends RuntimeException {
  private static final long serialVersionUID = 1L;
}
