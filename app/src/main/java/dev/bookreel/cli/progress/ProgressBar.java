package dev.bookreel.cli.progress;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Redraws the last lines of a terminal, one a task. A line appears only when its task takes a
 * while, and is gone when the task ends.
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
  private static final String UP = "\u001b[A";

  private final PrintWriter err;
  private final int columns;
  private final Ticker ticker;
  private final List<Bar> bars = new ArrayList<>();
  private int drawnLines;

  ProgressBar(PrintWriter err, int columns, Ticker ticker) {
    this.err = err;
    this.columns = columns;
    this.ticker = ticker;
  }

  @Override
  public Task begin(String name, long totalBytes) {
    return begin(new Bar(name, totalBytes, false));
  }

  @Override
  public Task beginParts(String name) {
    return begin(new Bar(name, PARTS, true));
  }

  private Bar begin(Bar bar) {
    bars.add(bar);
    return bar;
  }

  @Override
  public void say(String line) {
    erase();
    err.println(line);
    draw();
  }

  private void draw() {
    List<String> lines = bars.stream().filter(bar -> bar.visible).map(Bar::line).toList();
    err.print(String.join("\n", lines));
    drawnLines = lines.size();
    err.flush();
  }

  private void erase() {
    if (drawnLines > 0) {
      err.print(CLEAR_LINE + (UP + CLEAR_LINE).repeat(drawnLines - 1));
      drawnLines = 0;
      err.flush();
    }
  }

  private final class Bar implements Task {
    private final String name;
    private final long total;
    private final boolean inParts;
    private final long begun = ticker.getAsLong();
    private long done;
    private long drawn = begun;
    private boolean visible;

    private Bar(String name, long total, boolean inParts) {
      this.name = name;
      this.total = total;
      this.inParts = inParts;
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
      erase();
      draw();
    }

    @Override
    public void close() {
      if (bars.remove(this) && visible) {
        erase();
        draw();
      }
    }

    /** Cut to the terminal's width: a line that wraps could not be taken back. */
    private String line() {
      String line = line(drawn - begun);
      return line.substring(0, Math.min(line.length(), Math.max(0, columns - 1)));
    }

    private String line(long nanos) {
      String rate = Amounts.bytes(Amounts.perSecond(done, nanos)) + "/s";
      if (total <= 0) {
        return name + "  " + Amounts.bytes(done) + ", " + rate;
      }
      double share = Math.min(1, (double) done / total);
      String amounts =
          inParts
              ? ""
              : "%s of %s, %s, ".formatted(Amounts.bytes(done), Amounts.bytes(total), rate);
      String numbers = "%3.0f%%  %s%s left".formatted(share * 100, amounts, left(share, nanos));
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
