package dev.bookreel.pipeline;

import dev.bookreel.definition.NewField;
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

/** Takes one table's deliveries through the engine, oldest first. */
final class TableLoads {
  private static final String NEW_FIELDS =
      "new fields; to have one as a column, add its line to the definition's columns:";
  private static final String NEXT_LINE = "\n  ";

  private final TableDefinition table;
  private final Engine engine;
  private final Records records;
  private final LoadRecorder recorder;
  private final Clock clock;
  private final PipelineListener listener;

  /** What was recorded last for each delivery before this run. */
  private final Map<Instant, Recorded> known;

  private final List<LoadReport> reports = new ArrayList<>();

  /** Of the last delivery that went by and is in the table, its SHA-256. */
  private String contentInTable = "";

  /** Lines of all messages that told of new fields. */
  private Optional<List<String>> toldLines = Optional.empty();

  TableLoads(
      TableDefinition table,
      Engine engine,
      Records records,
      LoadRecorder recorder,
      Clock clock,
      PipelineListener listener,
      Map<Instant, Recorded> known) {
    this.table = table;
    this.engine = engine;
    this.records = records;
    this.recorder = recorder;
    this.clock = clock;
    this.listener = listener;
    this.known = known;
  }

  /**
   * Loads what is not loaded yet and settles what an earlier run left open.
   *
   * @return what happened now; a delivery about which there is nothing to say is left out
   */
  List<LoadReport> load(RawZone raw, boolean accept) {
    Optional<Instant> last = engine.lastLoaded(table);
    for (Delivery delivery : raw.deliveries(table.name())) {
      if (last.isPresent() && !delivery.deliveredAt().isAfter(last.get())) {
        settle(delivery, last.get());
      } else if (delivery.sha256().equals(contentInTable)) {
        tellUnchanged(delivery);
      } else if (!load(delivery, accept)) {
        break;
      }
    }
    return reports;
  }

  /** A run that ended between commit and record left no trace but the commit. */
  private void settle(Delivery delivery, Instant last) {
    Recorded recorded = known.get(delivery.deliveredAt());
    if (recorded != null && recorded.isInTable()) {
      contentInTable = delivery.sha256();
    } else if (recorded == null || delivery.deliveredAt().equals(last)) {
      settle(delivery, engine.recount(table, delivery), Duration.ZERO);
    }
  }

  /**
   * @param committed what loading it changed; empty if it was not loaded, but a later one was
   */
  private TableLoads settle(
      Delivery delivery, Optional<LoadOutcome.Committed> committed, Duration taken) {
    if (committed.isPresent()) {
      tell(delivery, committed.get(), taken);
    } else if (delivery.sha256().equals(contentInTable)) {
      tellUnchanged(delivery);
    } else {
      String message =
          "delivered before %s, which is loaded: 'bookreel rebuild %s' takes it in"
              .formatted(engine.lastLoaded(table).orElseThrow(), table.name());
      tell(delivery, Status.LATE, Optional.empty(), message, Duration.ZERO);
    }
    return this;
  }

  /** Whether to go on with the next delivery. */
  private boolean load(Delivery delivery, boolean accept) {
    listener.loading(delivery);
    Instant start = clock.instant();
    LoadOutcome outcome;
    try {
      outcome = engine.load(table, delivery, accept);
    } catch (UnreadableDeliveryException e) {
      tellFailed(delivery, e);
      return true;
    } catch (LakeException e) {
      // Not this delivery's fault: were the next one loaded, this one would be late.
      tellFailed(delivery, e);
      return false;
    }
    tell(delivery, outcome, Duration.between(start, clock.instant()));
    return true;
  }

  private void tell(Delivery delivery, LoadOutcome outcome, Duration taken) {
    outcome.match(
        committed -> tell(delivery, committed, taken),
        already -> settle(delivery, engine.recount(table, delivery), taken),
        late -> settle(delivery, engine.recount(table, delivery), taken),
        held ->
            tell(
                delivery,
                Status.HELD,
                Optional.of(held.counts()),
                new HeldMessage(table, held).toString(),
                taken));
  }

  /** Returns itself, as do all that tell an outcome: {@code match} wants a value. */
  private TableLoads tell(Delivery delivery, LoadOutcome.Committed committed, Duration taken) {
    List<String> notes = new ArrayList<>(committed.warnings());
    List<String> untold = untold(committed.newFields());
    if (!untold.isEmpty()) {
      notes.add(NEW_FIELDS + NEXT_LINE + String.join(NEXT_LINE, untold));
    }
    add(
        new LoadReport(
            table.name(),
            delivery.deliveredAt(),
            now(),
            Status.LOADED,
            Optional.of(committed.counts()),
            OptionalLong.of(committed.version()),
            String.join("; ", notes),
            taken));
    contentInTable = delivery.sha256();
    return this;
  }

  /** The lines of those that were not reported yet: it is done once, not every night. */
  private List<String> untold(List<NewField> newFields) {
    if (newFields.isEmpty()) {
      return List.of();
    }
    List<String> told = toldLines.orElseGet(this::linesTold);
    List<String> untold =
        newFields.stream()
            .filter(field -> !field.isAmong(told))
            .map(NewField::line)
            .collect(Collectors.toList());
    told.addAll(untold);
    toldLines = Optional.of(told);
    return untold;
  }

  private List<String> linesTold() {
    return known.isEmpty()
        ? new ArrayList<>()
        : records.messages(table.name()).stream()
            .filter(message -> message.contains(NEW_FIELDS))
            .flatMap(String::lines)
            .collect(Collectors.toCollection(ArrayList::new));
  }

  private void tellUnchanged(Delivery delivery) {
    if (!known.containsKey(delivery.deliveredAt())) {
      tell(delivery, Status.UNCHANGED, Optional.empty(), "", Duration.ZERO);
    }
  }

  private void tellFailed(Delivery delivery, LakeException e) {
    tell(delivery, Status.FAILED, Optional.empty(), String.valueOf(e.getMessage()), Duration.ZERO);
  }

  private TableLoads tell(
      Delivery delivery,
      Status status,
      Optional<ChangeCounts> counts,
      String message,
      Duration taken) {
    add(
        new LoadReport(
            table.name(),
            delivery.deliveredAt(),
            now(),
            status,
            counts,
            OptionalLong.empty(),
            message,
            taken));
    return this;
  }

  /** What was recorded before is told to people again but not recorded again. */
  private void add(LoadReport report) {
    reports.add(report);
    listener.loaded(report);
    recorder.add(report);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
