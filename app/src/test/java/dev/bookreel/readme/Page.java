package dev.bookreel.readme;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a page of documentation tells its readers to do, in order.
 *
 * <p>A fenced {@code console} block has commands, each behind {@code $}, and below each what it
 * prints; a command that ends with a backslash goes on in the next line. Any other fenced block is
 * a file to write if the text above it ends with a path in backquotes and a colon.
 */
record Page(List<Step> steps) {
  private static final Pattern FENCE = Pattern.compile("```(\\w*)");
  private static final Pattern FILE = Pattern.compile(".*`([^`]+)`:");
  private static final String COMMAND = "$ ";

  Page {
    steps = List.copyOf(steps);
  }

  /** One thing to do. */
  sealed interface Step permits WriteFile, RunCommand {}

  /** A worked example's file. */
  record WriteFile(String path, String content) implements Step {}

  /**
   * A command.
   *
   * @param line of the page, from 1
   * @param printed what it is said to print, line by line
   */
  record RunCommand(int line, String command, List<String> printed) implements Step {
    RunCommand {
      printed = List.copyOf(printed);
    }
  }

  static Page parse(String markdown) {
    List<String> lines = markdown.lines().toList();
    List<Step> steps = new ArrayList<>();
    String above = "";
    for (int i = 0; i < lines.size(); i++) {
      Matcher fence = FENCE.matcher(lines.get(i));
      if (!fence.matches()) {
        above = lines.get(i).isBlank() ? above : lines.get(i);
        continue;
      }
      int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf("```");
      List<String> block = lines.subList(i + 1, end);
      if (fence.group(1).equals("console")) {
        steps.addAll(commands(i + 2, block));
      } else {
        file(above, block).ifPresent(steps::add);
      }
      above = "";
      i = end;
    }
    return new Page(steps);
  }

  private static Optional<WriteFile> file(String above, List<String> block) {
    Matcher path = FILE.matcher(above);
    return path.matches()
        ? Optional.of(new WriteFile(path.group(1), String.join("\n", block) + "\n"))
        : Optional.empty();
  }

  private static List<RunCommand> commands(int firstLine, List<String> block) {
    List<RunCommand> commands = new ArrayList<>();
    for (int i = 0; i < block.size(); ) {
      int line = firstLine + i;
      if (!block.get(i).startsWith(COMMAND)) {
        throw new IllegalArgumentException("Line " + line + ": output without a command");
      }
      StringBuilder command = new StringBuilder(block.get(i++).substring(COMMAND.length()));
      while (command.charAt(command.length() - 1) == '\\') {
        command.append('\n').append(block.get(i++));
      }
      List<String> printed = new ArrayList<>();
      while (i < block.size() && !block.get(i).startsWith(COMMAND)) {
        printed.add(block.get(i++));
      }
      commands.add(new RunCommand(line, command.toString(), printed));
    }
    return commands;
  }
}
