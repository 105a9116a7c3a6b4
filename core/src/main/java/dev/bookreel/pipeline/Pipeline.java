package dev.bookreel.pipeline;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.Question;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.delivery.FetchReport;
import dev.bookreel.delivery.FetchRequest;
import dev.bookreel.delivery.FetchSource;
import dev.bookreel.delivery.Fetcher;
import dev.bookreel.delivery.RawZone;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LoadOutcome;
import dev.bookreel.engine.Moment;
import dev.bookreel.error.LakeException;
import dev.bookreel.pipeline.LoadReport.Status;
import dev.bookreel.pipeline.Records.Recorded;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A lake's main job, step by step. Steps may be repeated at any time, also by several processes at
 * once: what is done already is found done.
 */
public final class Pipeline {
  private final LakeDefinition definition;
  private final RawZone raw;
  private final Engine engine;
  private final Records records;
  private final Clock clock;
  private final PipelineListener listener;

  /**
   * @param lake the lake's directory; created when something is stored
   * @param engine stays open, and its caller's to close
   */
  public Pipeline(
      LakeDefinition definition, Path lake, Engine engine, Clock clock, PipelineListener listener) {
    this.definition = definition;
    this.raw = new RawZone(lake);
    this.engine = engine;
    this.records = new Records(engine, lake.resolve("system"));
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Brings what sources have into the raw zone and records it in {@code lake.deliveries}. One
   * table's failure stops no other.
   *
   * @param deliveredAt for files to which their source gives no time; empty means now
   * @throws dev.bookreel.error.WrongUsageException if a time is given here and by the source
   */
  public FetchReport fetch(
      List<TableDefinition> tables, List<FetchSource> sources, Optional<Instant> deliveredAt) {
    FetchReport report =
        new Fetcher(raw, clock).fetch(new FetchRequest(tables, sources, deliveredAt), listener);
    recordDeliveries(report);
    return report;
  }

  /**
   * A run that ended between storing and recording left its deliveries unrecorded: all of a table
   * that changed are offered, and those that are missing are recorded.
   */
  private void recordDeliveries(FetchReport report) {
    List<TableName> changed =
        report.tables().stream()
            .filter(
                table ->
                    table.files().stream()
                        .anyMatch(
                            file ->
                                file.stored()
                                    .match(stored -> true, unchanged -> true, nothing -> false)))
            .map(FetchReport.FetchedTable::table)
            .collect(Collectors.toList());
    if (!changed.isEmpty()) {
      records.recordDeliveries(
          changed.stream()
              .flatMap(table -> raw.entries(table).stream())
              .collect(Collectors.toList()));
    }
  }

  /**
   * Loads the deliveries that are not loaded yet, of each table oldest first, tables side by side,
   * and records how each ended in {@code lake.loads}.
   *
   * @param accept load also what would delete too much
   * @return by table, in the order given, oldest delivery first; empty if there was nothing to do
   */
  public List<LoadReport> load(List<TableDefinition> tables, boolean accept) {
    Map<TableName, Map<Instant, Recorded>> known = records.loads();
    try (LoadRecorder recorder = new LoadRecorder(records)) {
      return inParallel(
              tables,
              table ->
                  new TableLoads(
                          table,
                          engine,
                          records,
                          recorder,
                          clock,
                          listener,
                          known.getOrDefault(table.name(), Map.of()))
                      .load(raw, accept))
          .stream()
          .flatMap(List::stream)
          .collect(Collectors.toList());
    }
  }

  private static <I, O> List<O> inParallel(List<I> inputs, Function<I, O> work) {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(inputs.size(), Runtime.getRuntime().availableProcessors())),
            runnable -> {
              Thread thread = new Thread(runnable, "bookreel-worker");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<O>> futures = new ArrayList<>();
      for (I input : inputs) {
        futures.add(threads.submit(() -> work.apply(input)));
      }
      List<O> outputs = new ArrayList<>();
      for (Future<O> future : futures) {
        outputs.add(future.get());
      }
      return outputs;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unexpected) {
        throw unexpected;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LakeException("Interrupted. What was committed stays; run again to complete it", e);
    } finally {
      threads.shutdown();
    }
  }

  /**
   * Makes a table's history anew from its deliveries in the raw zone, in order, in one commit: all
   * that were loaded and those that came late, but not those that failed or are held.
   *
   * @throws LakeException if there are none
   */
  public LoadReport rebuild(TableDefinition table) {
    Map<Instant, Recorded> known = records.loads().getOrDefault(table.name(), Map.of());
    Optional<Instant> last = engine.lastLoaded(table);
    List<Delivery> deliveries =
        raw.deliveries(table.name()).stream()
            .filter(it -> last.isPresent() && !it.deliveredAt().isAfter(last.get()))
            .filter(it -> !isRecordedAs(Status.HELD, known, it))
            .filter(it -> !isRecordedAs(Status.FAILED, known, it))
            .collect(Collectors.toList());
    if (deliveries.isEmpty()) {
      throw new LakeException(
          "Cannot rebuild %s: it was never loaded. Load it first: 'bookreel load %s'"
              .formatted(table.name(), table.name()));
    }
    Instant start = clock.instant();
    LoadOutcome.Committed rebuilt = engine.rebuild(table, deliveries);
    Duration taken = Duration.between(start, clock.instant());
    LoadReport report =
        new LoadReport(
            table.name(),
            deliveries.get(deliveries.size() - 1).deliveredAt(),
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            Status.REBUILT,
            Optional.of(rebuilt.counts()),
            OptionalLong.of(rebuilt.version()),
            "from %d deliveries".formatted(deliveries.size()),
            taken);
    List<LoadReport> reports = new ArrayList<>();
    deliveries.stream()
        .filter(it -> isRecordedAs(Status.LATE, known, it))
        .forEach(it -> reports.add(takenIn(it, report)));
    reports.add(report);
    records.recordLoads(reports);
    return report;
  }

  private static boolean isRecordedAs(
      Status status, Map<Instant, Recorded> known, Delivery delivery) {
    Recorded last = known.get(delivery.deliveredAt());
    return last != null && last.status() == status;
  }

  private static LoadReport takenIn(Delivery late, LoadReport rebuild) {
    return new LoadReport(
        late.table(),
        late.deliveredAt(),
        rebuild.loadedAt(),
        Status.REBUILT,
        Optional.empty(),
        rebuild.version(),
        "taken in by a rebuild",
        Duration.ZERO);
  }

  /**
   * Answers questions. An answer that was given before, on the same versions of the same tables,
   * with the same parameters and the same SQL, is given again and nothing is written.
   *
   * @param parameters texts by name, for whichever questions have a parameter of that name
   * @param moment the lake to ask; answers are kept in today's
   * @throws dev.bookreel.error.WrongUsageException if no question has such a parameter, or a text
   *     does not fit, or the moment names what does not exist; nothing was asked
   */
  public AskReport ask(List<Question> questions, Map<String, String> parameters, Moment moment) {
    return questions().ask(questions, parameters, moment);
  }

  /**
   * Computes answers again that were given at an instant, on the versions and with the parameters
   * that they recorded. Writes nothing.
   *
   * @param askedAt exactly as the answer has it
   * @param parameters texts by name that an answer must have been given with; of several answers of
   *     that instant all are computed that fit
   * @return one for each answer that fits; never empty
   * @throws dev.bookreel.error.WrongUsageException if there is no such answer; names the nearest
   * @throws LakeException if it cannot be computed, as when the log no longer has a version
   */
  public List<Again> askAgain(Question question, Instant askedAt, Map<String, String> parameters) {
    return questions().again(question, askedAt, parameters);
  }

  private Questions questions() {
    return new Questions(engine, definition.zone(), clock, listener);
  }
}
