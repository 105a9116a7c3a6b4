package dev.bookreel.cli.profile;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A profile as text: the slowest first, and what they leave over as one sum. */
final class Report {
  private static final int LOADS_SHOWN = 20;
  private static final int LONGEST_SQL = 1_500;
  private static final int PLAN_LINES = 60;
  private static final int PLAN_COLUMNS = 160;

  private final PrintWriter err;

  Report(PrintWriter err) {
    this.err = err;
  }

  void print(
      Spans steps,
      Map<String, Spans> loads,
      Map<String, Spans> questions,
      List<Statement> slowest) {
    err.println();
    err.println("Where the time went: " + line(steps));
    print("Loads, several at a time", loads);
    print("Questions", questions);
    for (int i = 0; i < slowest.size(); i++) {
      print("SQL statement %d, by time".formatted(i + 1), slowest.get(i));
    }
    err.flush();
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.3f s", nanos / 1e9);
  }

  private static String line(Spans spans) {
    String parts =
        spans.byName().entrySet().stream()
            .map(part -> part.getKey() + " " + seconds(part.getValue()))
            .collect(Collectors.joining(", "));
    return spans.byName().size() == 1
        ? seconds(spans.total())
        : seconds(spans.total()) + ": " + parts;
  }

  private void print(String title, Map<String, Spans> all) {
    if (all.isEmpty()) {
      return;
    }
    List<Map.Entry<String, Spans>> sorted =
        all.entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<String, Spans>>comparingLong(it -> it.getValue().total())
                    .reversed())
            .toList();
    err.println(title + ": " + seconds(total(sorted)));
    sorted.stream()
        .limit(LOADS_SHOWN)
        .forEach(it -> err.println("  " + it.getKey() + ": " + line(it.getValue())));
    if (sorted.size() > LOADS_SHOWN) {
      List<Map.Entry<String, Spans>> rest = sorted.subList(LOADS_SHOWN, sorted.size());
      err.println("  %d more: %s".formatted(rest.size(), seconds(total(rest))));
    }
  }

  private static long total(List<Map.Entry<String, Spans>> all) {
    return all.stream().mapToLong(it -> it.getValue().total()).sum();
  }

  private void print(String title, Statement statement) {
    String during = statement.during().isEmpty() ? "" : " in " + statement.during();
    err.println("%s: %s%s".formatted(title, seconds(statement.nanos()), during));
    String sql = statement.sql().strip();
    err.println(
        (sql.length() <= LONGEST_SQL
                ? sql
                : "%s… (%d characters)".formatted(sql.substring(0, LONGEST_SQL), sql.length()))
            .indent(2)
            .stripTrailing());
    List<String> plan = statement.plan().strip().lines().toList();
    plan.stream()
        .limit(PLAN_LINES)
        .map(line -> line.substring(0, Math.min(line.length(), PLAN_COLUMNS)))
        .forEach(line -> err.println("  " + line));
    if (plan.size() > PLAN_LINES) {
      err.println("  … (%d lines)".formatted(plan.size()));
    }
  }
}
