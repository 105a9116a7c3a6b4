package dev.bookreel.engine.embedded;

import dev.bookreel.error.WrongUsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks for the table that somebody probably meant, where there is none. */
final class TableSearch {
  private static final String LOG = "_delta_log";
  private static final int DEEPEST = 4;
  private static final int MOST = 10_000;

  private TableSearch() {}

  static WrongUsageException nothingAt(Path location) {
    String problem =
        Files.isDirectory(location)
            ? "There is no Delta table in %s: it has no folder %s with commits"
                .formatted(location, LOG)
            : Files.exists(location)
                ? "There is no Delta table in %s: it is a file".formatted(location)
                : "There is no Delta table in %s: it does not exist".formatted(location);
    String hint =
        above(location)
            .or(() -> below(location))
            .map(near -> "Did you mean " + near + "?")
            .orElse("Name the folder that has the folder " + LOG);
    return new WrongUsageException(problem + ". " + hint);
  }

  private static Optional<Path> above(Path location) {
    return Stream.iterate(location.getParent(), folder -> folder != null, Path::getParent)
        .filter(TableSearch::isTable)
        .findFirst();
  }

  /** The least deep one, the first by name. */
  private static Optional<Path> below(Path location) {
    if (!Files.isDirectory(location)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.find(location, DEEPEST, (path, is) -> is.isDirectory())) {
      return folders
          .limit(MOST)
          .filter(folder -> !folder.equals(location) && isTable(folder))
          .min(Comparator.comparing(Path::getNameCount).thenComparing(Comparator.naturalOrder()));
    } catch (IOException | UncheckedIOException unreadable) {
      return Optional.empty();
    }
  }

  private static boolean isTable(Path folder) {
    return Files.isDirectory(folder.resolve(LOG));
  }
}
