package dev.bookreel.cli.command;

import dev.bookreel.definition.TableName;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Moment;
import dev.bookreel.error.WrongUsageException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options that choose at which moment a command sees the lake. */
final class MomentOptions {
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

  @Option(
      names = "--as-of",
      paramLabel = "INSTANT",
      description =
          "Only what had been delivered by then, such as 2021-12-30T02:00:00Z, as today's history"
              + " has it")
  private Optional<Instant> asOf = Optional.empty();

  @Option(
      names = "--at-version",
      paramLabel = "[TABLE=]N",
      description =
          "The lake as it stood when the table's version N was committed. Without TABLE: of the only"
              + " table that is read")
  private Optional<String> atVersion = Optional.empty();

  @Option(
      names = "--at-commit-time",
      paramLabel = "INSTANT",
      description = "The lake as it stood then: of each table the last version committed by then")
  private Optional<Instant> atCommitTime = Optional.empty();

  /** Whether none is given. */
  boolean areAbsent() {
    return asOf.isEmpty() && atVersion.isEmpty() && atCommitTime.isEmpty();
  }

  /**
   * The moment that the options mean.
   *
   * @param queries that will be run at it
   * @throws WrongUsageException if they contradict each other
   */
  Moment of(OpenLake lake, List<String> queries) {
    return versions(lake, queries).asOf(asOf.map(instant -> checked("--as-of", instant)));
  }

  private Moment versions(OpenLake lake, List<String> queries) {
    if (atVersion.isPresent() && atCommitTime.isPresent()) {
      throw new WrongUsageException(
          "--at-version and --at-commit-time both say which versions of the tables are meant. Give"
              + " one of them");
    }
    return atVersion
        .map(text -> atVersion(lake, text, queries))
        .or(() -> atCommitTime.map(it -> Moment.committedBy(checked("--at-commit-time", it))))
        .orElse(Moment.NEWEST);
  }

  /** Tables have microseconds. */
  private static Instant checked(String option, Instant instant) {
    if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
      throw new WrongUsageException(
          "%s %s: the year must have four digits".formatted(option, instant));
    }
    return instant.truncatedTo(ChronoUnit.MICROS);
  }

  private static Moment atVersion(OpenLake lake, String text, List<String> queries) {
    int sign = text.indexOf('=');
    String number = text.substring(sign + 1);
    if (!number.matches("\\d{1,18}")) {
      throw new WrongUsageException(
          "--at-version %s: '%s' is no version. Versions count from 0: write --at-version 3, or --at-version vendor.books=3"
              .formatted(text, number));
    }
    TableName table =
        sign < 0 ? onlyTable(lake, text, queries) : table(text, text.substring(0, sign));
    return Moment.committedWith(table, Long.parseLong(number));
  }

  private static TableName table(String option, String name) {
    try {
      return TableName.parse(name);
    } catch (IllegalArgumentException e) {
      throw new WrongUsageException("--at-version %s: %s".formatted(option, e.getMessage()));
    }
  }

  private static TableName onlyTable(OpenLake lake, String text, List<String> queries) {
    Set<TableName> read = new TreeSet<>();
    try (LakeView now = lake.view()) {
      queries.forEach(query -> read.addAll(now.inputs(query).keySet()));
    }
    if (read.size() == 1) {
      return read.iterator().next();
    }
    throw new WrongUsageException(
        read.isEmpty()
            ? "--at-version %s: no table is read that has versions. Name the table that is meant, such as --at-version vendor.books=%s"
                .formatted(text, text)
            : "--at-version %s: %s are read. Say whose version is meant, such as --at-version %s=%s"
                .formatted(
                    text,
                    read.stream().map(TableName::toString).collect(Collectors.joining(", ")),
                    read.iterator().next(),
                    text));
  }
}
