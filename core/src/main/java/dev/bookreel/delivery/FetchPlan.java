package dev.bookreel.delivery;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.parallel.SideBySide;
import dev.bookreel.source.MissingFileException;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceFile;
import dev.bookreel.source.Wanted;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which files a fetch takes for which table: known before anything is stored. */
final class FetchPlan {
  private final FetchRequest request;
  private final RawZone raw;
  private final OpenedSources opened;
  private final FetchProgress progress;

  FetchPlan(FetchRequest request, RawZone raw, OpenedSources opened, FetchProgress progress) {
    this.request = request;
    this.raw = raw;
    this.opened = opened;
    this.progress = progress;
  }

  /**
   * One table's part.
   *
   * @param source the one that delivers it; empty if none does
   * @param files oldest delivery time first; empty if there are failures or nothing is new
   */
  record Part(
      TableDefinition table,
      Optional<FetchSource> source,
      List<SourceFile> files,
      List<String> failures) {}

  /**
   * @param most how many tables to look for at a time
   * @return in the request's order
   * @throws WrongUsageException if the request gives a delivery time to files that have their own
   */
  List<Part> parts(int most) {
    List<Part> parts = SideBySide.map(request.tables(), most, this::part);
    if (request.deliveredAt().isPresent()) {
      parts.forEach(part -> part.files().forEach(this::refuseTwoTimes));
    }
    return parts;
  }

  private Part part(TableDefinition table) {
    for (FetchSource source : request.sources()) {
      if (source.delivers().test(table.name())) {
        return part(table, source);
      }
    }
    return new Part(table, Optional.empty(), List.of(), List.of(of(table, nobodyDelivers())));
  }

  private Part part(TableDefinition table, FetchSource asked) {
    try {
      Source source = opened.open(asked, table.name());
      Wanted wanted = new Wanted(table, request.zone(), raw.reached(table.name(), asked.name()));
      List<SourceFile> files =
          raw.retries()
              .run(
                  table.name(),
                  "cannot look into the " + asked.description(),
                  asked.masked(progress),
                  () -> source.files(wanted));
      return new Part(table, Optional.of(asked), files, List.of());
    } catch (MissingFileException e) {
      return failed(
          table,
          asked,
          "%s (%s). Put the file there, or correct 'delivery' in the table's definition"
              .formatted(e.getMessage(), asked.description()));
    } catch (LakeException e) {
      return failed(table, asked, String.valueOf(e.getMessage()));
    }
  }

  private void refuseTwoTimes(SourceFile file) {
    if (request.deliveredAt().isPresent() && file.deliveredAt().isPresent()) {
      throw new WrongUsageException(
          "--delivered-at %s cannot be given here: the source already gives %s the time %s. Leave --delivered-at out, or fetch from a folder without times"
              .formatted(request.deliveredAt().get(), file.location(), file.deliveredAt().get()));
    }
  }

  private String nobodyDelivers() {
    if (request.sources().isEmpty()) {
      return "no source is declared. Declare one in lake.yaml, or give --from";
    }
    return "no source delivers it; there are: %s. Add it to the 'tables' of one in lake.yaml, or give --from"
        .formatted(
            request.sources().stream()
                .map(FetchSource::description)
                .collect(Collectors.joining(", ")));
  }

  private static Part failed(TableDefinition table, FetchSource asked, String failure) {
    return new Part(
        table, Optional.of(asked), List.of(), List.of(of(table, asked.masking().apply(failure))));
  }

  /** A failure with the table's name before it. */
  static String of(TableDefinition table, String failure) {
    TableName name = table.name();
    return failure.startsWith(name + ": ") ? failure : name + ": " + failure;
  }
}
