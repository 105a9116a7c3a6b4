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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes one table's deliveries through the engine, oldest first. */
final class TableLoads {
  private static final String NEW_FIELDS = "new fields: ";

  private final TableDefinition table;
  private final Engine engine;
  private final Records records;
  private final LoadRecorder recorder;
  private final Clock clock;
  private final PipelineListener listener;

  /** The last status recorded for each delivery before this run. */
  private final Map<Instant, Status> known;

  private final List<LoadReport> reports = new ArrayList<>();
  private Optional<Set<String>> toldFields = Optional.empty();

  TableLoads(
      TableDefinition table,
      Engine engine,
      Records records,
      LoadRecorder recorder,
      Clock clock,
      PipelineListener listener,
      Map<Instant, Status> known) {
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
    String contentInTable = "";
    for (Delivery delivery : raw.deliveries(table.name())) {
      if (last.isPresent() && !delivery.deliveredAt().isAfter(last.get())) {
        if (delivery.deliveredAt().equals(last.get())) {
          contentInTable = delivery.sha256();
        }
        settle(delivery, last.get());
      } else if (delivery.sha256().equals(contentInTable)) {
        tell(delivery, Status.UNCHANGED, "", Duration.ZERO);
      } else {
        try {
          if (load(delivery, accept)) {
            contentInTable = delivery.sha256();
          }
        } catch (UnreadableDeliveryException e) {
          tell(delivery, Status.FAILED, message(e), Duration.ZERO);
        } catch (LakeException e) {
          // Not this delivery's fault: were the next one loaded, this one would be late.
          tell(delivery, Status.FAILED, message(e), Duration.ZERO);
          break;
        }
      }
    }
    return reports;
  }

  private static String message(LakeException e) {
    return String.valueOf(e.getMessage());
  }

  /** A run that ended between commit and record left no trace but the commit. */
  private void settle(Delivery delivery, Instant last) {
    if (known.containsKey(delivery.deliveredAt())) {
      return;
    }
    if (delivery.deliveredAt().equals(last)) {
      tell(delivery, engine.recount(table, delivery), Duration.ZERO);
    } else {
      String message =
          "delivered before %s, which is loaded: 'bookreel rebuild %s' takes it in"
              .formatted(last, table.name());
      tell(delivery, Status.LATE, message, Duration.ZERO);
    }
  }

  /** Whether the table now has the delivery's content. */
  private boolean load(Delivery delivery, boolean accept) {
    listener.loading(delivery);
    Instant start = clock.instant();
    LoadOutcome outcome = engine.load(table, delivery, accept);
    Duration taken = Duration.between(start, clock.instant());
    return outcome.match(
        committed -> tell(delivery, committed, taken),
        already -> tell(delivery, engine.recount(table, delivery), taken),
        late -> {
          settle(delivery, engine.lastLoaded(table).orElseThrow());
          return false;
        },
        held -> {
          tell(delivery, Status.HELD, Optional.of(held.counts()), message(held), taken);
          return false;
        });
  }

  private String message(LoadOutcome.Held held) {
    return "would delete %d of %d records (%.0f %%), more than max_deleted = %.0f %% allows. The table is unchanged. If that is right, run 'bookreel load %s --accept'"
        .formatted(
            held.counts().deleted(),
            held.liveRecords(),
            100.0 * held.counts().deleted() / held.liveRecords(),
            100 * table.maxDeleted(),
            table.name());
  }

  private boolean tell(Delivery delivery, LoadOutcome.Committed committed, Duration taken) {
    List<String> notes = new ArrayList<>(committed.warnings());
    List<String> untold = untold(committed.newFields());
    if (!untold.isEmpty()) {
      notes.add(NEW_FIELDS + String.join(", ", untold));
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
    return true;
  }

  /** New fields are reported once, not every night. */
  private List<String> untold(List<String> newFields) {
    if (newFields.isEmpty()) {
      return List.of();
    }
    Set<String> told = toldFields.orElseGet(this::fieldsTold);
    List<String> untold =
        newFields.stream().filter(field -> !told.contains(field)).collect(Collectors.toList());
    told.addAll(untold);
    toldFields = Optional.of(told);
    return untold;
  }

  private Set<String> fieldsTold() {
    return known.isEmpty()
        ? new HashSet<>()
        : records.messages(table.name()).stream()
            .filter(message -> message.contains(NEW_FIELDS))
            .map(message -> message.substring(message.indexOf(NEW_FIELDS) + NEW_FIELDS.length()))
            .flatMap(list -> Arrays.stream(list.split(", ", -1)))
            .collect(Collectors.toCollection(HashSet::new));
  }

  private void tell(Delivery delivery, Status status, String message, Duration taken) {
    if (status == Status.UNCHANGED && known.containsKey(delivery.deliveredAt())) {
      return;
    }
    tell(delivery, status, Optional.empty(), message, taken);
  }

  private void tell(
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
  }

  /** What was recorded before, word for word, is told to people again but not recorded again. */
  private void add(LoadReport report) {
    reports.add(report);
    listener.loaded(report);
    boolean repeated =
        known.get(report.deliveredAt()) == report.status()
            && records.lastMessage(table.name(), report.deliveredAt()).equals(report.message());
    if (!repeated) {
      recorder.add(report);
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
