package dev.bookreel.delivery;

import dev.bookreel.delivery.FetchReport.FetchedFile;
import dev.bookreel.delivery.FetchReport.FetchedTable;
import dev.bookreel.error.LakeException;
import dev.bookreel.parallel.SideBySide;
import dev.bookreel.source.SourceFile;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
   * be fetched stops those delivered later, so that they are not loaded before it. A file that is
   * refused because its time is taken stops nothing.
   *
   * @throws dev.bookreel.error.WrongUsageException if the request gives a time and a source does
   *     too; nothing was stored
   */
  public FetchReport fetch(FetchRequest request, FetchProgress progress) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    try (OpenedSources opened = new OpenedSources(raw.retries(), progress)) {
      List<FetchPlan.Part> parts = new FetchPlan(request, raw, opened, progress).parts(MOST_TABLES);
      return new FetchReport(
          now,
          SideBySide.map(
              parts, MOST_TABLES, part -> fetch(part, request.deliveredAt(), now, progress)));
    }
  }

  private FetchedTable fetch(
      FetchPlan.Part part, Optional<Instant> given, Instant now, FetchProgress progress) {
    List<FetchedFile> files = new ArrayList<>();
    List<String> failures = new ArrayList<>(part.failures());
    for (SourceFile file : part.files()) {
      FetchSource source = part.source().orElseThrow();
      try {
        Arrival arrival = new Arrival(part.table(), source.name(), file, now);
        files.add(new FetchedFile(file.location(), store(arrival, given, progress)));
      } catch (OtherContentException e) {
        failures.add(failure(part, source, e));
      } catch (LakeException e) {
        failures.add(failure(part, source, e));
        break;
      }
    }
    return new FetchedTable(part.table().name(), files, failures);
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
