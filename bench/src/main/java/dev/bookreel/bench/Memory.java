package dev.bookreel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the peak memory of a process is found out, by what the machine has for it. */
enum Memory {
  /** GNU time reports what the kernel counted when the process ended. */
  TIME("maximum resident set size, from /usr/bin/time"),
  /** The kernel's own high-water mark, read every few milliseconds: the last ones may be missed. */
  PROC("VmHWM, read from /proc every 5 ms"),
  NONE("not measured: there is neither GNU time nor /proc");

  private static final Path GNU_TIME = Path.of("/usr/bin/time");

  private final String description;

  Memory(String description) {
    this.description = description;
  }

  String description() {
    return description;
  }

  static Memory available() throws IOException, InterruptedException {
    if (Files.isExecutable(GNU_TIME)
        && new ProcessBuilder(GNU_TIME.toString(), "-f", "%M", "true").start().waitFor() == 0) {
      return TIME;
    }
    return Files.exists(Path.of("/proc/self/status")) ? PROC : NONE;
  }

  /** The command to run instead of this one. */
  List<String> wrapped(List<String> command, Path report) {
    return this == TIME
        ? Stream.concat(
                Stream.of(GNU_TIME.toString(), "-f", "%M", "-o", report.toString()),
                command.stream())
            .collect(Collectors.toList())
        : command;
  }

  /** Waits until a process ends; its peak memory in bytes, if it can be known. */
  OptionalLong await(Process process, Path report) throws IOException, InterruptedException {
    if (this != PROC) {
      process.waitFor();
      return this == TIME ? lastLine(report) : OptionalLong.empty();
    }
    OptionalLong peak = OptionalLong.empty();
    Path status = Path.of("/proc/" + process.pid() + "/status");
    while (!process.waitFor(5, TimeUnit.MILLISECONDS)) {
      OptionalLong now = highWaterMark(status);
      peak = now.isPresent() ? now : peak;
    }
    return peak;
  }

  /** Before its number, GNU time writes a line about a process that failed. */
  private static OptionalLong lastLine(Path report) throws IOException {
    List<String> lines = Files.readAllLines(report);
    return lines.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(1024 * Long.parseLong(lines.get(lines.size() - 1)));
  }

  private static OptionalLong highWaterMark(Path status) {
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException | java.io.UncheckedIOException ended) {
      return OptionalLong.empty();
    }
  }
}
