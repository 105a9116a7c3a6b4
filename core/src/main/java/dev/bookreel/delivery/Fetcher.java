package dev.bookreel.delivery;

import dev.bookreel.delivery.FetchReport.FetchedFile;
import dev.bookreel.delivery.FetchReport.FetchedTable;
import dev.bookreel.error.LakeException;
import dev.bookreel.source.SourceFile;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Brings what sources have into the raw zone. */
public final class Fetcher {
  private final RawZone raw;
  private final Clock clock;

  public Fetcher(RawZone raw, Clock clock) {
    this.raw = raw;
    this.clock = clock;
  }

  /**
   * Fetches everything that is there for the tables. What the source gives no time is delivered at
   * the request's time or else now, the same for all tables. A table's failure does not stop the
   * other tables; of one table with several files the first that cannot be fetched stops those
   * delivered later, so that they are not loaded before it. A file that is refused because its time
   * is taken stops nothing.
   *
   * @throws dev.bookreel.error.WrongUsageException if the request gives a time and a source does
   *     too; nothing was stored
   */
  public FetchReport fetch(FetchRequest request, FetchProgress progress) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    try (OpenedSources opened = new OpenedSources()) {
      return new FetchReport(
          now,
          FetchPlan.of(request, opened).stream()
              .map(part -> fetch(part, request.deliveredAt(), now, progress))
              .collect(Collectors.toList()));
    }
  }

  private FetchedTable fetch(
      FetchPlan.Part part, Optional<Instant> given, Instant now, FetchProgress progress) {
    List<FetchedFile> files = new ArrayList<>();
    List<String> failures = new ArrayList<>(part.failures());
    for (SourceFile file : part.files()) {
      Arrival arrival = new Arrival(part.table(), part.source(), file, now);
      try {
        files.add(new FetchedFile(file.location(), store(arrival, given, progress)));
      } catch (OtherContentException e) {
        failures.add(String.valueOf(e.getMessage()));
      } catch (LakeException e) {
        failures.add(String.valueOf(e.getMessage()));
        break;
      }
    }
    return new FetchedTable(part.table().name(), files, failures);
  }

  private Stored store(Arrival arrival, Optional<Instant> given, FetchProgress progress) {
    Optional<Instant> time = arrival.file().deliveredAt().or(() -> given);
    return time.isPresent()
        ? raw.store(arrival, time.get(), progress)
        : raw.store(arrival, progress);
  }
}
