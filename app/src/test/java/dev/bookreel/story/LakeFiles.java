package dev.bookreel.story;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What lies in a lake's folder. */
final class LakeFiles {
  private LakeFiles() {}

  /** Every file with its size and its time of change, sorted by path. */
  static List<String> of(Path lake) throws IOException {
    try (var files = Files.walk(lake)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> lake.relativize(file) + " " + describe(file))
          .sorted()
          .collect(Collectors.toList());
    }
  }

  private static String describe(Path file) {
    try {
      return Files.size(file) + " bytes, " + Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
