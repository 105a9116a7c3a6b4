package dev.bookreel.definition;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the shipped files, wherever the tests run. */
public final class Repository {
  private Repository() {}

  /** The directory of the lake that is declared in this repository. */
  public static Path lake() {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.exists(directory.resolve("lake/lake.yaml"))) {
      directory = directory.getParent();
    }
    if (directory == null) {
      throw new IllegalStateException("No lake/lake.yaml above " + Path.of("").toAbsolutePath());
    }
    return directory.resolve("lake");
  }
}
