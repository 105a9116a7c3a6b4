package dev.bookreel.cli.progress;

import java.time.Duration;
import java.util.Locale;

/** Bytes and durations as people write them. */
public final class Amounts {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};
  private static final long SECOND = 1_000_000_000L;

  private Amounts() {}

  /** For example {@code 12 B}, {@code 1.2 MB}, {@code 340 MB}; a MB is a million bytes. */
  public static String bytes(long bytes) {
    double amount = (double) bytes;
    int unit = 0;
    while (amount >= 999.5 && unit < UNITS.length - 1) {
      amount /= 1000;
      unit++;
    }
    String format = unit > 0 && amount < 9.95 ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, format, amount, UNITS[unit]);
  }

  /** For example {@code 0:07}, {@code 12:30}, {@code 1:02:03}. */
  static String clock(double nanos) {
    long seconds = Math.round(nanos / SECOND);
    long minutes = seconds / 60;
    return minutes < 60
        ? String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", minutes / 60, minutes % 60, seconds % 60);
  }

  /** For example {@code 0.5 s}, {@code 12 s}. */
  public static String seconds(Duration duration) {
    double seconds = duration.toMillis() / 1000.0;
    return String.format(Locale.ROOT, seconds < 9.95 ? "%.1f s" : "%.0f s", seconds);
  }

  static long perSecond(long bytes, long nanos) {
    return Math.round((double) bytes * SECOND / Math.max(1, nanos));
  }
}
