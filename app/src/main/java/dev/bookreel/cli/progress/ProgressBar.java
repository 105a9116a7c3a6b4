package dev.bookreel.cli.progress;

import java.io.PrintWriter;

/**
 * Redraws one line of a terminal. It appears only when a task takes a while, and is gone when the
 * task ends.
 *
 * <p>Not a library: the one there is for this brings an older JLine with it, and asks the terminal
 * for what the launcher already knows.
 */
final class ProgressBar implements Progress {
  private static final long REDRAW_NANOS = 100_000_000L;
  private static final int WIDEST = 30;
  private static final int NARROWEST = 5;
  private static final int ROOM_AROUND = 7;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintWriter err;
  private final int columns;
  private final Ticker ticker;

  ProgressBar(PrintWriter err, int columns, Ticker ticker) {
    this.err = err;
    this.columns = columns;
    this.ticker = ticker;
  }

  @Override
  public Task begin(String name, long totalBytes) {
    return new Bar(name, totalBytes);
  }

  private final class Bar implements Task {
    private final String name;
    private final long total;
    private final long begun = ticker.getAsLong();
    private long done;
    private long drawn = begun;
    private boolean visible;

    private Bar(String name, long total) {
      this.name = name;
      this.total = total;
    }

    @Override
    public void advance(long bytes) {
      done += bytes;
      long now = ticker.getAsLong();
      if (now - drawn < REDRAW_NANOS) {
        return;
      }
      drawn = now;
      visible = true;
      String line = line(now - begun);
      err.print(CLEAR_LINE + line.substring(0, Math.min(line.length(), Math.max(0, columns - 1))));
      err.flush();
    }

    @Override
    public void close() {
      if (visible) {
        err.print(CLEAR_LINE);
        err.flush();
        visible = false;
      }
    }

    private String line(long nanos) {
      String rate = Amounts.bytes(Amounts.perSecond(done, nanos)) + "/s";
      if (total <= 0) {
        return name + "  " + Amounts.bytes(done) + ", " + rate;
      }
      double share = Math.min(1, (double) done / total);
      String numbers =
          "%3.0f%%  %s of %s, %s, %s left"
              .formatted(
                  share * 100, Amounts.bytes(done), Amounts.bytes(total), rate, left(share, nanos));
      return name + "  " + bar(share, columns - name.length() - numbers.length()) + numbers;
    }

    private String left(double share, long nanos) {
      return share == 0 ? "?" : Amounts.clock(nanos * (1 - share) / share);
    }

    private static String bar(double share, int room) {
      int width = Math.min(WIDEST, room - ROOM_AROUND);
      if (width < NARROWEST) {
        return "";
      }
      int full = (int) Math.round(share * width);
      return "[" + "#".repeat(full) + "-".repeat(width - full) + "]  ";
    }
  }
}
