package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.output.ListRows;
import dev.bookreel.cli.output.OutputFormat;
import dev.bookreel.pipeline.Again;
import dev.bookreel.pipeline.Again.Moved;
import dev.bookreel.pipeline.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prints answers that were computed again: the rows, and on standard error whether they are the
 * same and what has moved since. In JSON that is in the objects.
 */
final class AgainReport {
  private final Console console;
  private final OutputFormat format;
  private final Reports reports;

  AgainReport(Console console, OutputFormat format) {
    this.console = console;
    this.format = format;
    this.reports = new Reports(console, format);
  }

  void print(List<Again> answers) {
    if (format == OutputFormat.JSON) {
      List<Map<String, @Nullable Object>> objects = new ArrayList<>();
      answers.forEach(again -> objects.add(fields(again)));
      reports.printJson(objects);
      answers.forEach(this::complain);
      return;
    }
    for (Again again : answers) {
      if (format == OutputFormat.TABLE) {
        console.out().println(Reports.title(again.recorded()));
      }
      reports.print(new ListRows(again.recorded().columns(), again.recorded().rows()));
      if (!again.isSame()) {
        console.out().println();
        if (format == OutputFormat.TABLE) {
          console.out().println("Computed again:");
        }
        reports.print(new ListRows(again.columns(), again.rows()));
      }
      console.flush();
      explain(again);
    }
  }

  private void explain(Again again) {
    for (Moved moved : again.moved()) {
      console
          .err()
          .println(
              "%s has moved since: version %d then, %d now"
                  .formatted(moved.table(), moved.then(), moved.now()));
    }
    if (again.isSame()) {
      console
          .err()
          .println(
              "Computed again on the versions of then, the answer of %s is the same%s."
                  .formatted(
                      again.recorded().askedAt(),
                      again.sqlHasChanged()
                          ? ", although the question's SQL has changed since"
                          : ""));
    }
    complain(again);
  }

  private void complain(Again again) {
    if (!again.isSame()) {
      Answer recorded = again.recorded();
      console
          .err()
          .println(
              "bookreel: %s: computed again on the versions of then, the answer of %s is another one. %s"
                  .formatted(
                      recorded.question().id(),
                      recorded.askedAt(),
                      again.sqlHasChanged()
                          ? "The question's SQL has changed since: this is what today's SQL gives"
                          : "Its SQL and its inputs are the same: either the query has no fixed result, such as rows without an order, or files of its inputs were changed"));
    }
  }

  private static Map<String, @Nullable Object> fields(Again again) {
    Map<String, @Nullable Object> fields = Reports.fields(again.recorded());
    fields.put("same", again.isSame());
    fields.put("sql_has_changed", again.sqlHasChanged());
    List<Map<String, Object>> moved = new ArrayList<>();
    for (Moved input : again.moved()) {
      Map<String, Object> field = new LinkedHashMap<>();
      field.put("table", input.table().toString());
      field.put("then", input.then());
      field.put("now", input.now());
      moved.add(field);
    }
    fields.put("moved", moved);
    if (!again.isSame()) {
      fields.put("computed_again", Reports.objects(again.columns(), again.rows()));
    }
    return fields;
  }
}
