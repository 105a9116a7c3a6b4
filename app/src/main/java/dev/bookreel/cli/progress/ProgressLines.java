package dev.bookreel.cli.progress;

import java.io.PrintWriter;

/** For logs: a line now and then while a task goes on, none for a task that is soon done. */
final class ProgressLines implements Progress {
  private static final long LINE_EVERY_NANOS = 10_000_000_000L;

  private final PrintWriter err;
  private final Ticker ticker;

  ProgressLines(PrintWriter err, Ticker ticker) {
    this.err = err;
    this.ticker = ticker;
  }

  @Override
  public Task begin(String name, long totalBytes) {
    return new Lines(name, totalBytes, false);
  }

  @Override
  public Task beginParts(String name) {
    return new Lines(name, PARTS, true);
  }

  @Override
  public void say(String line) {
    err.println(line);
  }

  private final class Lines implements Task {
    private final String name;
    private final long total;
    private final boolean inParts;
    private final long begun = ticker.getAsLong();
    private long done;
    private long printed = begun;

    private Lines(String name, long total, boolean inParts) {
      this.name = name;
      this.total = total;
      this.inParts = inParts;
    }

    @Override
    public void advance(long bytes) {
      done += bytes;
      long now = ticker.getAsLong();
      if (now - printed < LINE_EVERY_NANOS) {
        return;
      }
      printed = now;
      err.println(name + ": " + (inParts ? done * 100 / total + " %" : amounts(now - begun)));
    }

    private String amounts(long nanos) {
      String rate = Amounts.bytes(Amounts.perSecond(done, nanos)) + "/s";
      String of = total > 0 ? " of " + Amounts.bytes(total) : "";
      return Amounts.bytes(done) + of + ", " + rate;
    }

    @Override
    public void close() {
      // The line about the result comes from who did the task.
    }
  }
}
