package dev.bookreel.cli.output;

import dev.bookreel.cli.console.Console;
import dev.bookreel.explain.Change;
import dev.bookreel.explain.RecordEvent;
import dev.bookreel.explain.RecordEvent.Cause;
import dev.bookreel.explain.RecordEvent.What;
import dev.bookreel.explain.RecordHistory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Prints what happened to one record: for people an event below the other, else a row each. */
public final class HistoryPrinter {
  private static final String INDENT = "  ";

  private final Console console;
  private final OutputFormat format;
  private final int width;

  public HistoryPrinter(Console console, OutputFormat format) {
    this.console = console;
    this.format = format;
    this.width = TableWidth.of(console).columns();
  }

  /** Prints all of it and flushes. */
  public void print(RecordHistory history) {
    if (format == OutputFormat.TABLE) {
      printForPeople(history);
    } else {
      format.printer(console).print(rows(history));
    }
  }

  private static ListRows rows(RecordHistory history) {
    ListRows.Builder rows =
        ListRows.of(
            "what",
            "valid_from",
            "valid_to",
            "changes",
            "file",
            "position",
            "source",
            "location",
            "problem");
    for (RecordEvent event : history.events()) {
      Cause cause = event.cause();
      rows.row(
          event.what().toString(),
          event.validFrom(),
          event.validTo().orElse(null),
          changes(event.changes()),
          cause.file().orElse(null),
          boxed(cause.position()),
          cause.source().orElse(null),
          cause.location().orElse(null),
          cause.problem().orElse(null));
    }
    return rows.build();
  }

  private static @Nullable Long boxed(OptionalLong number) {
    return number.isPresent() ? (Long) number.getAsLong() : null;
  }

  /** By column, its value before and after. */
  static Map<String, @Nullable Object> changes(List<Change> changes) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    for (Change change : changes) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      values.put("from", change.from());
      values.put("to", change.to());
      columns.put(change.column(), values);
    }
    return columns;
  }

  private void printForPeople(RecordHistory history) {
    line("", history.key().table().name() + ": " + String.join(", ", history.key().texts()));
    for (RecordEvent event : history.events()) {
      line("", "");
      line(
          "",
          ValueText.instant(event.validFrom())
              + INDENT
              + event.what()
              + event.validTo().map(to -> ", until " + ValueText.instant(to)).orElse(""));
      printChanges(event);
      printCause(event.what(), event.cause());
    }
    console.flush();
  }

  private void printChanges(RecordEvent event) {
    int longest =
        event.changes().stream().mapToInt(change -> TextWidth.of(change.column())).max().orElse(0);
    for (Change change : event.changes()) {
      String name = change.column() + " ".repeat(longest - TextWidth.of(change.column()));
      String to = text(change.to());
      if (event.what() == What.INSERTED) {
        line(INDENT + name + INDENT, to);
        continue;
      }
      String both = text(change.from()) + " -> " + to;
      if (longest + 2 * INDENT.length() + TextWidth.of(both) <= width) {
        line(INDENT + name + INDENT, both);
      } else {
        line(INDENT + name + INDENT, text(change.from()));
        line(INDENT + " ".repeat(longest) + INDENT, "-> " + to);
      }
    }
    if (event.changes().isEmpty() && event.what() == What.CAME_BACK) {
      line(INDENT, "with the same content as before");
    }
  }

  private void printCause(What what, Cause cause) {
    String file = cause.file().orElse("a delivery");
    if (what == What.DELETED) {
      line(INDENT, file + " does not have it");
    } else if (cause.position().isPresent()) {
      line(INDENT, "by record " + cause.position().getAsLong() + " of " + file);
    } else {
      line(INDENT, "by " + file);
    }
    if (cause.location().isPresent()) {
      line(INDENT, "fetched from " + cause.location().get());
    }
    cause.problem().ifPresent(problem -> line(INDENT, "its position is not known: " + problem));
  }

  private static String text(@Nullable Object value) {
    return value == null ? "null" : TextWidth.visible(ValueText.of(value));
  }

  /** What a terminal has no room for goes on in the next line, below where it began. */
  private void line(String before, String text) {
    int room = Math.max(20, width == Integer.MAX_VALUE ? width : width - TextWidth.of(before));
    String start = before;
    String rest = TextWidth.visible(text);
    while (TextWidth.of(rest) > room) {
      String part = TextWidth.cut(rest, room + 1);
      String taken = part.substring(0, part.length() - 1);
      int blank = taken.lastIndexOf(' ');
      String shown = blank > room / 2 ? taken.substring(0, blank) : taken;
      console.out().print((start + shown).stripTrailing() + "\n");
      rest = rest.substring(shown.length()).stripLeading();
      start = " ".repeat(TextWidth.of(before));
    }
    console.out().print((start + rest).stripTrailing() + "\n");
  }
}
