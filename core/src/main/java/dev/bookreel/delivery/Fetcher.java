package dev.bookreel.delivery;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.FetchReport.FetchedFile;
import dev.bookreel.delivery.FetchReport.FetchedTable;
import dev.bookreel.error.LakeException;
import dev.bookreel.parallel.SideBySide;
import dev.bookreel.source.FileState;
import dev.bookreel.source.SourceFile;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Brings what sources have into the raw zone. */
public final class Fetcher {
  /** More would wait for the network or the disk, and a server may not like them. */
  private static final int MOST_TABLES = 4;

  private final RawZone raw;
  private final Clock clock;

  public Fetcher(RawZone raw, Clock clock) {
    this.raw = raw;
    this.clock = clock;
  }

  /**
   * Fetches everything that is there for the tables, some tables at a time. What the source gives
   * no time is delivered at the request's time or else now, the same for all tables. A table's
   * failure does not stop the other tables; of one table with several files the first that cannot
   * be fetched stops those delivered later, so that they are not loaded before it; so do two new
   * files of the same time. A file that is refused because its time is taken stops nothing.
   *
   * @throws dev.bookreel.error.WrongUsageException if the request gives a time and a source does
   *     too; nothing was stored
   */
  public FetchReport fetch(FetchRequest request, FetchProgress progress) {
    return fetch(request, progress, fetched -> {});
  }

  /**
   * Fetches as {@link #fetch(FetchRequest, FetchProgress)} for somebody who goes on with the
   * tables.
   *
   * @param fetched hears of each table when all of it is stored that will be, from several threads
   * @throws dev.bookreel.error.WrongUsageException if the request gives a time and a source does
   *     too; nothing was stored
   */
  public FetchReport fetch(
      FetchRequest request, FetchProgress progress, Consumer<TableDefinition> fetched) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    try (OpenedSources opened = new OpenedSources(raw.retries(), progress)) {
      List<FetchPlan.Part> parts = new FetchPlan(request, raw, opened, progress).parts(MOST_TABLES);
      return new FetchReport(
          now,
          SideBySide.map(
              parts,
              MOST_TABLES,
              part -> {
                FetchedTable table = fetch(part, request.deliveredAt(), now, progress);
                fetched.accept(part.table());
                return table;
              }));
    }
  }

  /**
   * Tries what a fetch would do, up to the first byte of each table's newest file. Stores nothing.
   *
   * @return in the request's order
   */
  public List<SourceCheck> check(FetchRequest request, FetchProgress progress) {
    try (OpenedSources opened = new OpenedSources(raw.retries(), progress)) {
      return SideBySide.map(
          new FetchPlan(request, raw, opened, progress).parts(MOST_TABLES),
          MOST_TABLES,
          part -> check(part, progress));
    }
  }

  private SourceCheck check(FetchPlan.Part part, FetchProgress progress) {
    TableName table = part.table().name();
    String name = part.source().map(FetchSource::name).orElse("");
    if (part.files().isEmpty()) {
      return new SourceCheck(table, name, 0, Optional.empty(), Optional.empty(), part.failures());
    }
    SourceFile newest = part.files().get(part.files().size() - 1);
    Optional<FileState> state = Optional.empty();
    List<String> failures = new ArrayList<>();
    try {
      state = Optional.of(firstByte(table, newest, part.source().orElseThrow().masked(progress)));
    } catch (LakeException e) {
      failures.add(failure(part, part.source().orElseThrow(), e));
    }
    return new SourceCheck(
        table, name, part.files().size(), Optional.of(newest.location()), state, failures);
  }

  private FileState firstByte(TableName table, SourceFile file, FetchProgress progress) {
    return raw.retries()
        .run(
            table,
            "cannot read " + file.location(),
            progress,
            () -> {
              FileState state = file.state();
              try (InputStream in = file.open(0, state)) {
                in.read();
              }
              return state;
            });
  }

  private FetchedTable fetch(
      FetchPlan.Part part, Optional<Instant> given, Instant now, FetchProgress progress) {
    List<FetchedFile> files = new ArrayList<>();
    List<String> failures = new ArrayList<>(part.failures());
    for (int i = 0; i < part.files().size(); i++) {
      SourceFile file = part.files().get(i);
      FetchSource source = part.source().orElseThrow();
      try {
        refuseTwins(part.table(), part.files(), i);
        Arrival arrival = new Arrival(part.table(), source.name(), file, now);
        files.add(new FetchedFile(file.location(), store(arrival, given, source.masked(progress))));
      } catch (OtherContentException e) {
        failures.add(failure(part, source, e));
      } catch (LakeException e) {
        failures.add(failure(part, source, e));
        break;
      }
    }
    return new FetchedTable(part.table().name(), files, failures);
  }

  /** Of those that come in order of time; once one was taken, the others' time is. */
  private void refuseTwins(TableDefinition table, List<SourceFile> files, int at) {
    SourceFile file = files.get(at);
    SourceFile next = files.get(Math.min(at + 1, files.size() - 1));
    Optional<Instant> time = file.deliveredAt();
    if (next != file
        && time.isPresent()
        && time.equals(next.deliveredAt())
        && raw.entry(table.name(), time.get()).isEmpty()) {
      throw new LakeException(
          "%s and %s both have the delivery time %s, and nothing tells which is the later. Neither is taken, nor what is delivered later. Leave one of them, or have it named so that it has another time"
              .formatted(file.location(), next.location(), time.get()));
    }
  }

  private static String failure(FetchPlan.Part part, FetchSource source, LakeException e) {
    return source.masking().apply(FetchPlan.of(part.table(), String.valueOf(e.getMessage())));
  }

  private Stored store(Arrival arrival, Optional<Instant> given, FetchProgress progress) {
    Optional<Instant> time = arrival.file().deliveredAt().or(() -> given);
    return time.isPresent()
        ? raw.store(arrival, time.get(), progress)
        : raw.store(arrival, progress);
  }
}
