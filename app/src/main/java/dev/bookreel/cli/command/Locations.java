package dev.bookreel.cli.command;

import dev.bookreel.error.WrongUsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the lake and the project are when the options do not say it.
 *
 * @param workingDirectory what relative paths are relative to
 * @param home the directory with the launcher, if it was started by one
 */
public record Locations(
    Path workingDirectory, Optional<Path> home, Map<String, String> environment) {
  private static final String DEFINITION = "lake.yaml";

  public Locations {
    environment = Map.copyOf(environment);
  }

  /** The root of the lake: a path or a URI, as given. */
  public String lake(CommonOptions options) {
    return options
        .lake()
        .or(() -> Optional.ofNullable(environment.get("BOOKREEL_LAKE")).filter(s -> !s.isBlank()))
        .orElseGet(() -> workingDirectory.resolve("data").toString());
  }

  /**
   * The directory of the definitions.
   *
   * @throws WrongUsageException if it does not exist
   */
  public Path project(CommonOptions options) {
    return options.project().map(this::given).orElseGet(this::found);
  }

  private Path given(String text) {
    Path directory = workingDirectory.resolve(text);
    if (!isProject(directory)) {
      throw new WrongUsageException(
          "--project %s: there is no %s in it. Name the directory that has %s."
              .formatted(text, DEFINITION, DEFINITION));
    }
    return directory;
  }

  private Path found() {
    Path here = workingDirectory.resolve("lake");
    return Optional.of(here)
        .filter(Locations::isProject)
        .or(() -> home.map(directory -> directory.resolve("lake")).filter(Locations::isProject))
        .orElseThrow(
            () ->
                new WrongUsageException(
                    "There is no project: %s does not exist. Name its directory with --project."
                        .formatted(here.resolve(DEFINITION))));
  }

  private static boolean isProject(Path directory) {
    return Files.isRegularFile(directory.resolve(DEFINITION));
  }
}
