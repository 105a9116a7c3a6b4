package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.progress.Amounts;
import dev.bookreel.cli.progress.Progress;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.ChangeCounts;
import dev.bookreel.engine.Phase;
import dev.bookreel.pipeline.LoadReport;
import dev.bookreel.pipeline.PipelineListener;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Tells people on standard error how a pipeline goes on: a bar while a file is fetched or loaded, a
 * line for every load that ended.
 */
final class ConsoleListener implements PipelineListener {
  private static final long UNKNOWN = -1;

  private final Progress progress;
  private final Map<String, Shown> fetches = new HashMap<>();
  private final Map<Delivery, Shown> loads = new HashMap<>();

  /** A task of which is told how far it is altogether. */
  private static final class Shown {
    private final Progress.Task task;
    private long seen;

    Shown(Progress.Task task) {
      this.task = task;
    }

    /** What goes back is not shown. */
    void reach(long done) {
      task.advance(Math.max(0, done - seen));
      seen = Math.max(seen, done);
    }
  }

  ConsoleListener(Console console) {
    this.progress = Progress.on(console);
  }

  @Override
  public synchronized void read(
      TableName table, String location, long bytesRead, OptionalLong bytes) {
    fetches
        .computeIfAbsent(
            location, it -> new Shown(progress.begin("fetching " + table, bytes.orElse(UNKNOWN))))
        .reach(bytesRead);
  }

  @Override
  public synchronized void ended(TableName table, String location) {
    close(fetches.remove(location));
  }

  @Override
  public synchronized void retrying(TableName table, String reason, Duration wait) {
    say("%s: %s; trying again in %s".formatted(table, reason, Amounts.seconds(wait)));
  }

  /** Begun now, so that it tells what time is left; shown only if the phase takes a while. */
  @Override
  public synchronized void begins(Delivery delivery, Phase phase) {
    ended(delivery);
    loads.put(
        delivery,
        new Shown(
            phase == Phase.READING
                ? progress.begin("loading " + delivery.table(), delivery.bytes())
                : progress.beginParts("loading %s: %s".formatted(delivery.table(), phase))));
  }

  @Override
  public synchronized void reached(Delivery delivery, Phase phase, double share) {
    Shown load = loads.get(delivery);
    if (load != null) {
      load.reach(Math.round(share * (phase == Phase.READING ? delivery.bytes() : Progress.PARTS)));
    }
  }

  @Override
  public synchronized void ended(Delivery delivery) {
    close(loads.remove(delivery));
  }

  private static void close(@Nullable Shown shown) {
    if (shown != null) {
      shown.task.close();
    }
  }

  @Override
  public synchronized void loaded(LoadReport report) {
    String what = "%s of %s".formatted(report.table(), report.deliveredAt());
    say(
        switch (report.status()) {
          case LOADED, REPLAYED ->
              "%s %s: %s".formatted(report.status(), what, counts(report.counts().orElseThrow()));
          case UNCHANGED -> "unchanged %s: it is the delivery before it again".formatted(what);
          case HELD, LATE, FAILED, REBUILT ->
              "%s %s: %s".formatted(report.status(), what, report.message());
        });
  }

  /** Whether a load's message has been printed with the line about its end. */
  static boolean tells(LoadReport report) {
    return switch (report.status()) {
      case HELD, LATE, FAILED -> true;
      case LOADED, UNCHANGED, REPLAYED, REBUILT -> false;
    };
  }

  private static String counts(ChangeCounts counts) {
    StringBuilder text = new StringBuilder();
    append(text, counts.inserted(), "inserted");
    append(text, counts.updated(), "updated");
    append(text, counts.deleted(), "deleted");
    append(text, counts.unchanged(), "unchanged");
    append(text, counts.duplicates(), counts.duplicates() == 1 ? "duplicate" : "duplicates");
    append(text, counts.quarantined(), "quarantined");
    return text.isEmpty() ? "no rows" : text.toString();
  }

  private static void append(StringBuilder text, long count, String word) {
    if (count > 0) {
      text.append(text.isEmpty() ? "" : ", ").append(count).append(' ').append(word);
    }
  }

  private void say(String line) {
    progress.say(line);
  }
}
