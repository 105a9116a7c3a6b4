package dev.bookreel.pipeline;

import static java.util.Objects.requireNonNull;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.Question;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.FetchReport;
import dev.bookreel.delivery.FetchReport.FetchedTable;
import dev.bookreel.delivery.FetchRequest;
import dev.bookreel.delivery.FetchSource;
import dev.bookreel.delivery.Fetcher;
import dev.bookreel.delivery.RawZone;
import dev.bookreel.delivery.SourceCheck;
import dev.bookreel.engine.Compaction;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.Moment;
import dev.bookreel.error.LakeException;
import dev.bookreel.parallel.SideBySide;
import dev.bookreel.parallel.SideBySide.Begun;
import dev.bookreel.pipeline.LoadReport.Status;
import dev.bookreel.pipeline.Records.Recorded;
import dev.bookreel.upkeep.LakeLock;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A lake's main job, step by step. Steps may be repeated at any time, also by several processes at
 * once: what is done already is found done.
 */
public final class Pipeline {
  private final LakeDefinition definition;
  private final Path lake;
  private final RawZone raw;
  private final LakeLock lock;
  private final Engine engine;
  private final Records records;
  private final int workers;
  private final Clock clock;
  private final PipelineListener listener;

  /**
   * @param lake the lake's directory; created when something is stored
   * @param engine stays open, and its caller's to close
   * @param workers how many tables are loaded at once
   */
  public Pipeline(
      LakeDefinition definition,
      Path lake,
      Engine engine,
      int workers,
      Clock clock,
      PipelineListener listener) {
    this.definition = definition;
    this.lake = lake;
    this.raw = new RawZone(lake);
    this.lock = new LakeLock(lake);
    this.engine = engine;
    this.records = new Records(engine, lake.resolve("system"));
    this.workers = workers;
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
    return lock.writing(
        () ->
            store(
                new FetchRequest(tables, sources, deliveredAt, definition.zone()), fetched -> {}));
  }

  /**
   * Fetches as {@link #fetch} and loads as {@link #load}, each table as soon as its files are
   * there: the network's time is not the processors'.
   *
   * @throws dev.bookreel.error.WrongUsageException as {@link #fetch}
   */
  public Brought fetchAndLoad(
      List<TableDefinition> tables, List<FetchSource> sources, Optional<Instant> deliveredAt) {
    FetchRequest request = new FetchRequest(tables, sources, deliveredAt, definition.zone());
    return lock.writing(() -> bring(request));
  }

  /** What {@link #fetchAndLoad} came to. */
  public record Brought(FetchReport fetched, List<LoadReport> loads) {}

  private Brought bring(FetchRequest request) {
    Map<TableName, Begun<List<LoadReport>>> begun = new ConcurrentHashMap<>();
    try (LoadRecorder recorder = new LoadRecorder(records);
        SideBySide loading = new SideBySide(workers)) {
      // Begun first, and done while the first files are fetched: it starts the engine.
      Begun<Map<TableName, Map<Instant, Recorded>>> known = loading.begin(records::loads);
      FetchReport fetched =
          store(
              request,
              table ->
                  begun.put(
                      table.name(),
                      loading.begin(
                          () -> loads(table, recorder, known.result()).load(raw, Set.of()))));
      return new Brought(
          fetched,
          request.tables().stream()
              .flatMap(table -> requireNonNull(begun.get(table.name())).result().stream())
              .collect(Collectors.toList()));
    }
  }

  private TableLoads loads(
      TableDefinition table, LoadRecorder recorder, Map<TableName, Map<Instant, Recorded>> known) {
    return new TableLoads(
        table,
        engine,
        records,
        recorder,
        clock,
        listener,
        known.getOrDefault(table.name(), Map.of()));
  }

  /**
   * Tries what {@link #fetch} would do, up to the first byte of each table's newest file. Stores
   * nothing.
   *
   * @return by table, in the order given
   */
  public List<SourceCheck> check(List<TableDefinition> tables, List<FetchSource> sources) {
    return new Fetcher(raw, clock)
        .check(new FetchRequest(tables, sources, Optional.empty(), definition.zone()), listener);
  }

  private FetchReport store(FetchRequest request, Consumer<TableDefinition> fetched) {
    FetchReport report = new Fetcher(raw, clock).fetch(request, listener, fetched);
    recordDeliveries(report);
    return report;
  }

  /**
   * A run that ended between storing and recording left its deliveries unrecorded, and the next one
   * finds nothing new to store: so whatever is missing of a table of which there is a file is
   * recorded.
   */
  private void recordDeliveries(FetchReport report) {
    records.recordDeliveries(
        raw,
        report.tables().stream()
            .filter(table -> !table.files().isEmpty())
            .map(FetchedTable::table)
            .collect(Collectors.toList()));
  }

  /**
   * Loads the deliveries that are not loaded yet, of each table oldest first, tables side by side,
   * and records how each ended in {@code lake.loads}.
   *
   * @param takingIn how deliveries are recorded that are to be taken in too: {@code HELD} accepts
   *     what deletes or changes too much, {@code LATE} takes in what came late; also if later ones
   *     are loaded
   * @return by table, in the order given, oldest delivery first; empty if there was nothing to do
   */
  public List<LoadReport> load(List<TableDefinition> tables, Set<Status> takingIn) {
    return load(tables, loads -> loads.load(raw, takingIn));
  }

  /**
   * Loads as {@link #load}, then takes in, at the time of their delivery, rows in quarantine and
   * deliveries that failed, as far as today's definition accepts them.
   *
   * @return as {@link #load}
   */
  public List<LoadReport> replay(List<TableDefinition> tables) {
    return load(tables, loads -> loads.replay(raw));
  }

  private List<LoadReport> load(
      List<TableDefinition> tables, Function<TableLoads, List<LoadReport>> work) {
    return lock.writing(() -> loadEach(tables, work));
  }

  private List<LoadReport> loadEach(
      List<TableDefinition> tables, Function<TableLoads, List<LoadReport>> work) {
    Map<TableName, Map<Instant, Recorded>> known = records.loads();
    try (LoadRecorder recorder = new LoadRecorder(records)) {
      return SideBySide.map(tables, workers, table -> work.apply(loads(table, recorder, known)))
          .stream()
          .flatMap(List::stream)
          .collect(Collectors.toList());
    }
  }

  /**
   * Makes a table's history anew from its deliveries in the raw zone, in order, in one commit: all
   * that were loaded and those that came late, but not those that failed or are held. A late one
   * that cannot be read is recorded as failed and left out.
   *
   * @return what failed, and the rebuild last
   * @throws LakeException if there are none
   */
  public List<LoadReport> rebuild(TableDefinition table) {
    return lock.writing(
        () ->
            new TableRebuild(
                    table,
                    engine,
                    records,
                    clock,
                    listener,
                    records.loads().getOrDefault(table.name(), Map.of()))
                .rebuild(raw));
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
    return lock.writing(() -> questions().ask(questions, parameters, moment));
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
    return new Questions(engine, lake.resolve("gold"), definition.zone(), clock, listener);
  }

  /**
   * Rewrites a table's small files, and those of which rows do not count any more, into fewer ones
   * of a good size. No row changes.
   *
   * @return what was rewritten; empty if there was nothing to do
   */
  public Optional<Compaction> compact(TableName table) {
    return lock.writing(() -> engine.compact(table));
  }
}
