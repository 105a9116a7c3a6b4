package dev.bookreel.cli.progress;

/** Shows nothing. */
final class SilentProgress implements Progress, Progress.Task {

  @Override
  public Task begin(String name, long totalBytes) {
    return this;
  }

  @Override
  public Task beginParts(String name) {
    return this;
  }

  @Override
  public void say(String line) {
    // Silent.
  }

  @Override
  public void advance(long bytes) {
    // Silent.
  }

  @Override
  public void close() {
    // Silent.
  }
}
