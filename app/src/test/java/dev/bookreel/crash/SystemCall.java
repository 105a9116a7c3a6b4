package dev.bookreel.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One system call as strace printed it.
 *
 * @param number which of its kind it was in its thread, from 1: strace counts each thread apart
 * @param text the whole line
 */
record SystemCall(String thread, String kind, int number, String text) {
  /** Those by which a process changes a lake. */
  static final List<String> KINDS =
      List.of(
          "link", "rename", "fsync", "write", "pwrite64", "openat", "mkdir", "unlink", "ftruncate");

  private static final Pattern LINE = Pattern.compile("(\\d+) +([a-z0-9]+)\\(.*");

  /** All calls that a log of {@code strace -f -y -o} names, in the order in which they began. */
  static List<SystemCall> in(Path log) throws IOException {
    Map<String, Integer> counts = new HashMap<>();
    List<SystemCall> calls = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        String thread = matcher.group(1);
        String kind = matcher.group(2);
        int number = counts.merge(thread + " " + kind, 1, Integer::sum);
        calls.add(new SystemCall(thread, kind, number, line));
      }
    }
    return calls;
  }

  /** Whether it names something in the folder. */
  boolean touches(Path folder) {
    return text.contains(folder + "/");
  }

  /** The first of its kind that has this number: the one at which strace does something. */
  static Optional<SystemCall> first(List<SystemCall> calls, String kind, int number) {
    return calls.stream()
        .filter(call -> call.kind().equals(kind) && call.number() == number)
        .findFirst();
  }
}
