package dev.bookreel.story;

import dev.bookreel.engine.ChangeCounts;
import dev.bookreel.pipeline.LoadReport;
import java.util.List;
import java.util.stream.Collectors;

/** Load reports as texts to compare. */
final class Reports {
  private Reports() {}

  /** Table, time, status, counts without those that are zero, and message. */
  static List<String> texts(List<LoadReport> reports) {
    return reports.stream().map(Reports::text).collect(Collectors.toList());
  }

  static String text(LoadReport report) {
    return "%s %s %s%s%s"
        .formatted(
            report.table(),
            report.deliveredAt(),
            report.status(),
            report.counts().map(Reports::counts).orElse(""),
            report.message().isEmpty() ? "" : ": " + report.message());
  }

  private static String counts(ChangeCounts counts) {
    return count(counts.read(), "read")
        + count(counts.inserted(), "inserted")
        + count(counts.updated(), "updated")
        + count(counts.deleted(), "deleted")
        + count(counts.unchanged(), "unchanged")
        + count(counts.duplicates(), "duplicates")
        + count(counts.quarantined(), "quarantined");
  }

  private static String count(long number, String name) {
    return number == 0 ? "" : ", " + number + " " + name;
  }
}
