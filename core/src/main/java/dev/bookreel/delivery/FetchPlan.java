package dev.bookreel.delivery;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Which files a fetch takes for which table: known before anything is stored. */
final class FetchPlan {
  private final FetchRequest request;
  private final OpenedSources opened;

  private FetchPlan(FetchRequest request, OpenedSources opened) {
    this.request = request;
    this.opened = opened;
  }

  /**
   * One table's part.
   *
   * @param files oldest delivery time first; empty exactly if there are failures
   */
  record Part(
      TableDefinition table, String source, List<SourceFile> files, List<String> failures) {}

  /**
   * @throws WrongUsageException if the request gives a delivery time to files that have their own
   */
  static List<Part> of(FetchRequest request, OpenedSources opened) {
    FetchPlan plan = new FetchPlan(request, opened);
    List<Part> parts = new ArrayList<>();
    for (TableDefinition table : request.tables()) {
      parts.add(plan.part(table));
    }
    return parts;
  }

  private Part part(TableDefinition table) {
    for (FetchSource source : request.sources()) {
      if (source.delivers().test(table.name())) {
        return part(table, source);
      }
    }
    return failed(table, "", nobodyDelivers());
  }

  private Part part(TableDefinition table, FetchSource asked) {
    try {
      Source source = opened.open(asked);
      List<SourceFile> files = source.files(table.delivery());
      if (files.isEmpty()) {
        return failed(table, asked.name(), missing(table, asked, source));
      }
      files.forEach(this::refuseTwoTimes);
      return new Part(table, asked.name(), files, List.of());
    } catch (WrongUsageException e) {
      throw e;
    } catch (LakeException e) {
      return failed(table, asked.name(), String.valueOf(e.getMessage()));
    }
  }

  private void refuseTwoTimes(SourceFile file) {
    if (request.deliveredAt().isPresent() && file.deliveredAt().isPresent()) {
      throw new WrongUsageException(
          "--delivered-at %s cannot be given here: the source already gives %s the time %s, that of its dated folder. Leave --delivered-at out, or fetch from one of the dated folders"
              .formatted(request.deliveredAt().get(), file.location(), file.deliveredAt().get()));
    }
  }

  private static String missing(TableDefinition table, FetchSource asked, Source source) {
    return "there is no '%s' in %s (%s). Put the file there, or correct 'delivery' in the table's definition"
        .formatted(table.delivery(), source.location(), asked.description());
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

  private static Part failed(TableDefinition table, String source, String failure) {
    return new Part(table, source, List.of(), List.of(table.name() + ": " + failure));
  }
}
