package dev.bookreel.crash;

import dev.bookreel.file.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Whole folders, copied. */
final class Folder {
  private Folder() {}

  /** Copies a folder, or nothing if it does not exist; what was at the target is gone. */
  static void copy(Path folder, Path target) throws IOException {
    Folders.delete(target);
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(folder.relativize(file).toString()));
      }
    }
  }
}
