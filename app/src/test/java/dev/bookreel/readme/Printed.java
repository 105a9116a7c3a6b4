package dev.bookreel.readme;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Lines that a command printed, without what differs from run to run. */
record Printed(List<String> lines) {
  private static final String LEFT_OUT = "…";

  /** The samples are of the years 2021 and 2022; every other time is a now. */
  private static final Pattern NOW =
      Pattern.compile("(?!2021|2022)\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");

  /** The line under a table's header, as long as its longest value, which may be a path. */
  private static final Pattern LAST_DASHES = Pattern.compile("-{3,}$");

  /** Tables are loaded side by side: the order of these lines is any. */
  private static final Pattern PROGRESS =
      Pattern.compile("(loaded \\S+ of \\S+: .*|unchanged \\S+ of \\S+: .*)");

  Printed {
    lines = List.copyOf(lines);
  }

  static Printed of(List<String> lines) {
    List<String> normal = new ArrayList<>();
    for (String line : lines) {
      normal.add(
          LAST_DASHES
              .matcher(NOW.matcher(line).replaceAll("<now>"))
              .replaceAll("---")
              .stripTrailing());
    }
    int progress = 0;
    while (progress < normal.size()
        && (PROGRESS.matcher(normal.get(progress)).matches()
            || normal.get(progress).equals(LEFT_OUT))) {
      progress++;
    }
    if (!normal.subList(0, progress).contains(LEFT_OUT)) {
      normal.subList(0, progress).sort(Comparator.naturalOrder());
    }
    while (!normal.isEmpty() && normal.get(normal.size() - 1).isEmpty()) {
      normal.remove(normal.size() - 1);
    }
    return new Printed(normal);
  }

  /** A pattern in which each line that says so stands for any number of lines. */
  Pattern pattern() {
    StringBuilder pattern = new StringBuilder();
    for (String line : lines) {
      pattern.append(line.equals(LEFT_OUT) ? "(.*\n)*?" : Pattern.quote(line + "\n"));
    }
    return Pattern.compile(pattern.toString());
  }

  @Override
  public String toString() {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }
}
