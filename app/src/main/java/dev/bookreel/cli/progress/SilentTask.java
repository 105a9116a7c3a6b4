package dev.bookreel.cli.progress;

/** Shows nothing. */
final class SilentTask implements Progress.Task {

  @Override
  public void advance(long bytes) {
    // Silent.
  }

  @Override
  public void close() {
    // Silent.
  }
}
