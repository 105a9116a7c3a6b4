package dev.bookreel.pipeline;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.delivery.RawZone;
import dev.bookreel.engine.ChangeCounts;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LoadOutcome;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.UnreadableDeliveryException;
import dev.bookreel.pipeline.LoadReport.Status;
import dev.bookreel.pipeline.Records.Recorded;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes one table's history anew from the raw zone. */
final class TableRebuild {
  private final TableDefinition table;
  private final Engine engine;
  private final Records records;
  private final Clock clock;
  private final PipelineListener listener;
  private final Map<Instant, Recorded> known;
  private final List<LoadReport> failures = new ArrayList<>();

  TableRebuild(
      TableDefinition table,
      Engine engine,
      Records records,
      Clock clock,
      PipelineListener listener,
      Map<Instant, Recorded> known) {
    this.table = table;
    this.engine = engine;
    this.records = records;
    this.clock = clock;
    this.listener = listener;
    this.known = known;
  }

  List<LoadReport> rebuild(RawZone raw) {
    List<Delivery> deliveries = loadedAndLate(raw);
    while (!deliveries.isEmpty()) {
      try {
        LoadReport rebuilt = rebuild(deliveries);
        record(deliveries, rebuilt);
        List<LoadReport> reports = new ArrayList<>(failures);
        reports.add(rebuilt);
        return reports;
      } catch (UnreadableDeliveryException e) {
        Delivery unreadable =
            deliveries.stream()
                .filter(it -> it.deliveredAt().equals(e.deliveredAt()))
                .findFirst()
                .orElseThrow();
        if (isInTable(unreadable)) {
          throw e;
        }
        deliveries.remove(unreadable);
        tellFailed(unreadable, e);
      }
    }
    throw new LakeException(
        "Cannot rebuild %s: it was never loaded. Load it first: 'bookreel load %s'"
            .formatted(table.name(), table.name()));
  }

  private List<Delivery> loadedAndLate(RawZone raw) {
    Optional<Instant> last = engine.lastLoaded(table);
    return raw.deliveries(table.name()).stream()
        .filter(it -> last.isPresent() && !it.deliveredAt().isAfter(last.get()))
        .filter(it -> !isRecordedAs(Status.HELD, it))
        .filter(it -> !isRecordedAs(Status.FAILED, it))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private boolean isRecordedAs(Status status, Delivery delivery) {
    Recorded last = known.get(delivery.deliveredAt());
    return last != null && last.status() == status;
  }

  /** A run may have ended before it recorded what it had loaded. */
  private boolean isInTable(Delivery delivery) {
    Recorded recorded = known.get(delivery.deliveredAt());
    if (recorded != null) {
      return recorded.isInTable();
    }
    try {
      return engine.recount(table, delivery).isPresent();
    } catch (UnreadableDeliveryException e) {
      return true;
    }
  }

  private LoadReport rebuild(List<Delivery> deliveries) {
    Instant start = clock.instant();
    LoadOutcome.Committed rebuilt = engine.rebuild(table, deliveries);
    return report(
        deliveries.get(deliveries.size() - 1),
        Status.REBUILT,
        Optional.of(rebuilt.counts()),
        OptionalLong.of(rebuilt.version()),
        Stream.concat(
                Stream.of("from %d deliveries".formatted(deliveries.size())),
                rebuilt.warnings().stream())
            .collect(Collectors.joining("; ")),
        Duration.between(start, clock.instant()));
  }

  /** Besides the rebuild itself, what it took in that was not known to be in the table. */
  private void record(List<Delivery> deliveries, LoadReport rebuilt) {
    List<LoadReport> reports = new ArrayList<>(failures);
    for (Delivery delivery : deliveries) {
      Recorded recorded = known.get(delivery.deliveredAt());
      if ((recorded == null || !recorded.isInTable())
          && !delivery.deliveredAt().equals(rebuilt.deliveredAt())) {
        reports.add(
            new LoadReport(
                table.name(),
                delivery.deliveredAt(),
                rebuilt.loadedAt(),
                Status.REBUILT,
                Optional.empty(),
                rebuilt.version(),
                "taken in by a rebuild",
                Duration.ZERO));
      }
    }
    reports.add(rebuilt);
    records.recordLoads(reports);
  }

  private void tellFailed(Delivery delivery, UnreadableDeliveryException e) {
    LoadReport failure =
        report(
            delivery,
            Status.FAILED,
            Optional.empty(),
            OptionalLong.empty(),
            String.valueOf(e.getMessage()),
            Duration.ZERO);
    failures.add(failure);
    listener.loaded(failure);
  }

  private LoadReport report(
      Delivery delivery,
      Status status,
      Optional<ChangeCounts> counts,
      OptionalLong version,
      String message,
      Duration taken) {
    return new LoadReport(
        table.name(),
        delivery.deliveredAt(),
        clock.instant().truncatedTo(ChronoUnit.MICROS),
        status,
        counts,
        version,
        message,
        taken);
  }
}
