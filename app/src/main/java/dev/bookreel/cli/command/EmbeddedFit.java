package dev.bookreel.cli.command;

import dev.bookreel.cli.progress.Amounts;
import dev.bookreel.definition.ByteSize;
import dev.bookreel.engine.Rows;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether one machine is still enough for what is delivered to a lake. */
final class EmbeddedFit {
  static final String DELIVERIES =
      "select table_name, delivered_at, bytes, status from lake.deliveries";

  /**
   * A delivery of 7.7 GB was loaded within 3 GB; of larger ones we do not know, as what spills must
   * have room on the disk, too.
   */
  private static final double MOST_TIMES_THE_MEMORY = 2.5;

  private static final Duration LATELY = Duration.ofDays(7);

  private final List<Sent> all;
  private final long tableBytes;
  private final long memoryBytes;

  /**
   * What came of one table at one time; without a file of its own if it was the one before again.
   */
  private record Sent(String table, Instant deliveredAt, long bytes, boolean isStored) {}

  private EmbeddedFit(List<Sent> all, long tableBytes, long memoryBytes) {
    this.all = all;
    this.tableBytes = tableBytes;
    this.memoryBytes = memoryBytes;
  }

  /**
   * @param deliveries the result of {@link #DELIVERIES}
   * @param tableBytes what the lake's tables take
   * @param limit how much memory loads may take; half of the machine's if that is not said
   */
  static EmbeddedFit of(Rows deliveries, long tableBytes, Optional<ByteSize> limit) {
    List<Sent> all = new ArrayList<>();
    for (var row = deliveries.next(); row != null; row = deliveries.next()) {
      all.add(sent(row));
    }
    return new EmbeddedFit(
        all, tableBytes, limit.map(ByteSize::bytes).orElseGet(EmbeddedFit::halfOfMachine));
  }

  private static Sent sent(List<@Nullable Object> row) {
    return new Sent(
        String.valueOf(row.get(0)),
        (Instant) Objects.requireNonNull(row.get(1)),
        ((Number) Objects.requireNonNull(row.get(2))).longValue(),
        "stored".equals(row.get(3)));
  }

  private static long halfOfMachine() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
            .getTotalMemorySize()
        / 2;
  }

  /** A line for people; empty if nothing was delivered yet. */
  Optional<String> line() {
    return all.stream()
        .max(Comparator.comparingLong(Sent::bytes).thenComparing(Sent::deliveredAt))
        .map(
            largest ->
                "%d deliveries, %s, lately %s a day; tables of %s; the largest delivery, of %s, has %s: with %s of memory for loads %s"
                    .formatted(
                        all.size(),
                        Amounts.bytes(stored(all)),
                        Amounts.bytes(aDay()),
                        Amounts.bytes(tableBytes),
                        largest.table(),
                        Amounts.bytes(largest.bytes()),
                        Amounts.bytes(memoryBytes),
                        verdict(largest.bytes())));
  }

  private String verdict(long largestBytes) {
    return largestBytes <= MOST_TIMES_THE_MEMORY * memoryBytes
        ? "the embedded engine fits"
        : "the embedded engine may not fit. Give it more with --memory, or use a cluster with --engine spark";
  }

  private static long stored(List<Sent> some) {
    return some.stream().filter(Sent::isStored).mapToLong(Sent::bytes).sum();
  }

  /** Of the last week, or of the time since the first delivery if that is shorter. */
  private long aDay() {
    Instant newest =
        all.stream().map(Sent::deliveredAt).max(Comparator.naturalOrder()).orElseThrow();
    Instant first =
        all.stream().map(Sent::deliveredAt).min(Comparator.naturalOrder()).orElseThrow();
    long days = Math.min(LATELY.toDays(), Duration.between(first, newest).toDays() + 1);
    Instant from = newest.minus(Duration.ofDays(days));
    return stored(all.stream().filter(sent -> sent.deliveredAt().isAfter(from)).toList()) / days;
  }
}
