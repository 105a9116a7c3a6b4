package dev.bookreel.cli.input;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A small file system in memory at a directory of its own, for who may mount one. */
final class Mount {
  private final Path directory;

  private Mount(Path directory) {
    this.directory = directory;
  }

  /**
   * @param options as {@code mount -o} takes them
   * @return empty if this process may not mount
   */
  static Optional<Mount> at(Path directory, String options) throws Exception {
    return run("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory.toString())
        ? Optional.of(new Mount(directory))
        : Optional.empty();
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(new ArrayList<>(List.of(command)))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }

  void unmount() throws Exception {
    if (!run("umount", directory.toString())) {
      throw new IllegalStateException("Cannot unmount " + directory);
    }
  }
}
