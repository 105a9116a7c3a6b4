package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.progress.Amounts;
import dev.bookreel.cli.progress.Progress;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.ChangeCounts;
import dev.bookreel.pipeline.LoadReport;
import dev.bookreel.pipeline.PipelineListener;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Tells people on standard error how a pipeline goes on: a bar while a file is fetched, a line for
 * every load that ended.
 */
final class ConsoleListener implements PipelineListener {
  private static final long UNKNOWN = -1;

  private final Progress progress;
  private final Map<String, Fetch> fetches = new HashMap<>();

  private static final class Fetch {
    private final Progress.Task task;
    private long seen;

    Fetch(Progress.Task task) {
      this.task = task;
    }
  }

  ConsoleListener(Console console) {
    this.progress = Progress.on(console);
  }

  @Override
  public synchronized void read(
      TableName table, String location, long bytesRead, OptionalLong bytes) {
    Fetch fetch =
        fetches.computeIfAbsent(
            location, it -> new Fetch(progress.begin("fetching " + table, bytes.orElse(UNKNOWN))));
    fetch.task.advance(bytesRead - fetch.seen);
    fetch.seen = bytesRead;
  }

  @Override
  public synchronized void ended(TableName table, String location) {
    Fetch fetch = fetches.remove(location);
    if (fetch != null) {
      fetch.task.close();
    }
  }

  @Override
  public synchronized void retrying(TableName table, String reason, Duration wait) {
    say("%s: %s; trying again in %s".formatted(table, reason, Amounts.seconds(wait)));
  }

  @Override
  public synchronized void loading(Delivery delivery) {
    if (delivery.bytes() > 100_000_000) {
      say("loading %s of %s".formatted(delivery.table(), delivery.deliveredAt()));
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
