package dev.bookreel.pipeline;

import dev.bookreel.definition.NewField;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.delivery.RawZone;
import dev.bookreel.engine.ChangeCounts;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LoadOutcome;
import dev.bookreel.engine.Tail;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.UnreadableDeliveryException;
import dev.bookreel.pipeline.LoadReport.Status;
import dev.bookreel.pipeline.Records.Recorded;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * Takes one table's deliveries through the engine, oldest first, and then those that later ones
 * have overtaken.
 */
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

  /** What was recorded last for each delivery, in this run too. */
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
    this.known = new HashMap<>(known);
  }

  /**
   * Loads what is not loaded yet and settles what an earlier run left open. Then takes in what was
   * overtaken.
   *
   * @param takingIn how deliveries are recorded that are to be taken in too: held or late ones
   * @return what happened now; a delivery about which there is nothing to say is left out
   */
  List<LoadReport> load(RawZone raw, Set<Status> takingIn) {
    boolean accept = takingIn.contains(Status.HELD);
    Optional<Instant> last = engine.lastLoaded(table);
    load(raw.deliveries(table.name(), times -> open(times, last)), last, accept);
    Overtaken overtaken = new Overtaken(overtaken(takingIn), Set.of(), false, accept);
    if (!overtaken.isEmpty()) {
      takeIn(raw.deliveries(table.name()), overtaken);
    }
    return reports;
  }

  /**
   * The deliveries that are not known to be in the table, and each before one of these: it tells
   * whether that brings anything new. The others are history, which costs nothing.
   */
  private Set<Instant> open(SortedSet<Instant> times, Optional<Instant> last) {
    Set<Instant> open = new HashSet<>();
    Instant before = Instant.MIN;
    for (Instant time : times) {
      if (last.isEmpty() || time.isAfter(last.get()) || !isInTable(time)) {
        open.add(before);
        open.add(time);
      }
      before = time;
    }
    return open;
  }

  /**
   * Loads what is not loaded yet, then reads again from the first delivery on that has rows in
   * quarantine, or that failed and was overtaken.
   */
  List<LoadReport> replay(RawZone raw) {
    List<Delivery> deliveries = raw.deliveries(table.name());
    Set<Instant> refused = records.quarantined(table.name());
    load(deliveries, engine.lastLoaded(table), false);
    refused.removeIf(time -> !isInTable(time));
    takeIn(deliveries, new Overtaken(overtaken(Set.of(Status.FAILED)), refused, true, false));
    return reports;
  }

  private void load(List<Delivery> deliveries, Optional<Instant> last, boolean accept) {
    boolean interrupted =
        deliveries.stream()
            .map(Delivery::deliveredAt)
            .anyMatch(
                time -> last.isPresent() && !time.isAfter(last.get()) && !known.containsKey(time));
    for (Delivery delivery : deliveries) {
      if (last.isPresent() && !delivery.deliveredAt().isAfter(last.get())) {
        if (!settles(delivery, interrupted || delivery.deliveredAt().equals(last.get()))) {
          break;
        }
      } else if (delivery.sha256().equals(contentInTable)) {
        tellUnchanged(delivery);
      } else if (!load(delivery, accept)) {
        break;
      }
    }
  }

  /** Whether to go on: what an earlier run did may not be told while the definition is another. */
  private boolean settles(Delivery delivery, boolean isInDoubt) {
    try {
      settle(delivery, isInDoubt);
      return true;
    } catch (LakeException e) {
      tellNotTakenIn(delivery, e);
      return false;
    }
  }

  /**
   * A run that ended between commit and record left no trace but the commit.
   *
   * @param isInDoubt whether it may have been loaded since it was recorded otherwise
   */
  private void settle(Delivery delivery, boolean isInDoubt) {
    Recorded recorded = known.get(delivery.deliveredAt());
    if (recorded != null && recorded.isInTable()) {
      contentInTable = delivery.sha256();
    } else if (recorded == null) {
      settle(delivery, engine.recount(table, delivery), Duration.ZERO);
    } else if (isInDoubt) {
      engine
          .recount(table, delivery)
          .ifPresent(committed -> settle(delivery, Optional.of(committed), Duration.ZERO));
    }
  }

  private Set<Instant> overtaken(Set<Status> statuses) {
    Instant last = engine.lastLoaded(table).orElse(Instant.MIN);
    return known.entrySet().stream()
        .filter(entry -> statuses.contains(entry.getValue().status()))
        .map(Map.Entry::getKey)
        .filter(time -> time.isBefore(last))
        .collect(Collectors.toSet());
  }

  private boolean isInTable(Instant time) {
    Recorded recorded = known.get(time);
    return recorded != null && recorded.isInTable();
  }

  /**
   * What is to be taken in of what the table's deliveries brought.
   *
   * @param added deliveries that the table does not hold
   * @param refused deliveries that it holds, but for rows that were refused
   * @param readsAnew whether the definition may have changed since the others were loaded
   */
  private record Overtaken(
      Set<Instant> added, Set<Instant> refused, boolean readsAnew, boolean accept) {

    boolean isEmpty() {
      return added.isEmpty() && refused.isEmpty();
    }

    boolean isWanted(Instant time) {
      return added.contains(time) || refused.contains(time);
    }

    Overtaken without(Instant time) {
      Set<Instant> others = new HashSet<>(added);
      others.remove(time);
      return new Overtaken(others, refused, readsAnew, accept);
    }
  }

  /** A delivery that cannot be read is left out, and stops no other. */
  private void takeIn(List<Delivery> deliveries, Overtaken overtaken) {
    Overtaken wanted = overtaken;
    while (!wanted.isEmpty()) {
      List<Delivery> tail = tail(deliveries, wanted);
      Instant start = clock.instant();
      try {
        List<LoadOutcome> outcomes =
            engine.reload(
                table, new Tail(tail, wanted.added(), wanted.readsAnew(), wanted.accept()));
        tellTakenIn(tail, outcomes, wanted, Duration.between(start, clock.instant()));
        return;
      } catch (UnreadableDeliveryException e) {
        if (!wanted.added().contains(e.deliveredAt())) {
          tellNotTakenIn(tail.get(0), e);
          return;
        }
        tail.stream()
            .filter(it -> it.deliveredAt().equals(e.deliveredAt()))
            .forEach(it -> tellFailed(it, e));
        wanted = wanted.without(e.deliveredAt());
      } catch (LakeException e) {
        tellNotTakenIn(tail.get(0), e);
        return;
      }
    }
  }

  /**
   * From the first delivery that is wanted on, what the table holds or is to hold. Those after the
   * last loaded one only repeat it.
   */
  private List<Delivery> tail(List<Delivery> deliveries, Overtaken wanted) {
    Instant last = engine.lastLoaded(table).orElseThrow();
    List<Delivery> tail = new ArrayList<>();
    for (Delivery delivery : deliveries) {
      Instant time = delivery.deliveredAt();
      boolean isHeldByTable = isInTable(time) && !time.isAfter(last);
      if (wanted.isWanted(time) || (!tail.isEmpty() && isHeldByTable)) {
        tail.add(delivery);
      }
    }
    return tail;
  }

  private void tellTakenIn(
      List<Delivery> tail, List<LoadOutcome> outcomes, Overtaken wanted, Duration taken) {
    String note = "taken in after " + tail.get(tail.size() - 1).deliveredAt();
    for (int i = 0; i < tail.size(); i++) {
      Delivery delivery = tail.get(i);
      if (wanted.added().contains(delivery.deliveredAt())) {
        tell(delivery, outcomes.get(i), Status.LOADED, note, taken);
      } else if (wanted.refused().contains(delivery.deliveredAt())) {
        tell(delivery, outcomes.get(i), Status.REPLAYED, "", taken);
      }
    }
  }

  /** Not the delivery's fault: what is recorded of it stays true. */
  private void tellNotTakenIn(Delivery delivery, LakeException e) {
    LoadReport report =
        report(
            delivery,
            Status.FAILED,
            Optional.empty(),
            String.valueOf(e.getMessage()),
            Duration.ZERO);
    reports.add(report);
    listener.loaded(report);
  }

  /**
   * @param committed what loading it changed; empty if it was not loaded, but a later one was
   */
  private TableLoads settle(
      Delivery delivery, Optional<LoadOutcome.Committed> committed, Duration taken) {
    if (committed.isPresent()) {
      tell(delivery, committed.get(), Status.LOADED, "", taken);
    } else if (delivery.sha256().equals(contentInTable)) {
      tellUnchanged(delivery);
    } else {
      String message =
          "delivered before %s, which is loaded: 'bookreel load %s --late' takes it in, as 'bookreel rebuild %s' would"
              .formatted(engine.lastLoaded(table).orElseThrow(), table.name(), table.name());
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
    tell(delivery, outcome, Status.LOADED, "", taken);
  }

  private void tell(
      Delivery delivery, LoadOutcome outcome, Status done, String note, Duration taken) {
    outcome.match(
        committed -> tell(delivery, committed, done, note, taken),
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
  private TableLoads tell(
      Delivery delivery,
      LoadOutcome.Committed committed,
      Status done,
      String note,
      Duration taken) {
    List<String> notes = new ArrayList<>();
    if (!note.isEmpty()) {
      notes.add(note);
    }
    notes.addAll(committed.warnings());
    List<String> untold = untold(committed.newFields());
    if (!untold.isEmpty()) {
      notes.add(NEW_FIELDS + NEXT_LINE + String.join(NEXT_LINE, untold));
    }
    add(
        new LoadReport(
            table.name(),
            delivery.deliveredAt(),
            now(),
            done,
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
    add(report(delivery, status, counts, message, taken));
    return this;
  }

  private LoadReport report(
      Delivery delivery,
      Status status,
      Optional<ChangeCounts> counts,
      String message,
      Duration taken) {
    return new LoadReport(
        table.name(),
        delivery.deliveredAt(),
        now(),
        status,
        counts,
        OptionalLong.empty(),
        message,
        taken);
  }

  /** What was recorded before is told to people again but not recorded again. */
  private void add(LoadReport report) {
    reports.add(report);
    listener.loaded(report);
    recorder.add(report);
    known.put(report.deliveredAt(), new Recorded(report.status(), report.message()));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
