package dev.bookreel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One run of a whole process.
 *
 * @param seconds from its start to its end
 * @param peakBytes of memory, if it can be known
 */
record TimedCommand(double seconds, OptionalLong peakBytes) {

  double megabytes() {
    return peakBytes.orElse(0) / 1e6;
  }

  /**
   * Runs a command to its end.
   *
   * @param environment what is added to this process's own
   * @param work a folder for what it prints
   * @throws IllegalStateException if it fails; the message has what it printed
   */
  static TimedCommand run(
      List<String> command, Map<String, String> environment, Path directory, Path work)
      throws IOException, InterruptedException {
    Memory memory = Memory.available();
    Path output = work.resolve("output");
    Path report = work.resolve("memory");
    ProcessBuilder builder =
        new ProcessBuilder(memory.wrapped(command, report))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    long start = System.nanoTime();
    Process process = builder.start();
    OptionalLong peak = memory.await(process, report);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          "%s ended with %d:%n%s"
              .formatted(String.join(" ", command), process.exitValue(), Files.readString(output)));
    }
    return new TimedCommand(seconds, peak);
  }
}
