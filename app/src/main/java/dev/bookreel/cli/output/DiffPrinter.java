package dev.bookreel.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bookreel.cli.console.Console;
import dev.bookreel.engine.Rows;
import dev.bookreel.explain.Change;
import dev.bookreel.explain.TableDiff;
import dev.bookreel.explain.TableDiff.Changed;
import dev.bookreel.explain.TableDiff.ChangedRecords;
import dev.bookreel.explain.TableDiff.Counts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Prints what differs in a table: for people the counts and a row a record, in JSON one object with
 * both, in CSV the records. However many there are, few are in memory.
 */
public final class DiffPrinter {
  private final Console console;
  private final OutputFormat format;

  public DiffPrinter(Console console, OutputFormat format) {
    this.console = console;
    this.format = format;
  }

  /** Prints all of it and flushes. */
  public void print(TableDiff diff) {
    switch (format) {
      case TABLE -> {
        Counts counts = diff.counts();
        console
            .out()
            .print(
                "%d inserted, %d updated, %d deleted\n"
                    .formatted(counts.inserted(), counts.updated(), counts.deleted()));
        if (!counts.equals(new Counts(0, 0, 0))) {
          console.out().print('\n');
          printRows(diff, DiffPrinter::words);
        }
        console.flush();
      }
      case CSV -> printRows(diff, changed -> HistoryPrinter.changes(changed.changes()));
      case JSON -> printObject(diff);
    }
  }

  private void printRows(TableDiff diff, Function<Changed, Object> changes) {
    try (ChangedRecords records = diff.records()) {
      List<String> columns = new ArrayList<>(List.of("what"));
      columns.addAll(diff.key());
      columns.add("changes");
      format.printer(console).print(new RecordRows(columns, records, changes));
    }
  }

  private record RecordRows(
      List<String> columns, ChangedRecords records, Function<Changed, Object> changes)
      implements Rows {
    @Override
    public @Nullable List<@Nullable Object> next() {
      Changed changed = records.next();
      if (changed == null) {
        return null;
      }
      List<@Nullable Object> row = new ArrayList<>();
      row.add(changed.what());
      row.addAll(changed.key());
      row.add(changes.apply(changed));
      return row;
    }

    @Override
    public void close() {
      records.close();
    }
  }

  /** {@code rate: 3 -> 4, text: null -> Good}; of a record that came or went only its values. */
  private static String words(Changed changed) {
    return changed.changes().stream()
        .map(change -> change.column() + ": " + words(changed.what(), change))
        .collect(Collectors.joining(", "));
  }

  private static String words(String what, Change change) {
    return switch (what) {
      case "inserted" -> text(change.to());
      case "deleted" -> text(change.from());
      default -> text(change.from()) + " -> " + text(change.to());
    };
  }

  private static String text(@Nullable Object value) {
    return value == null ? "null" : ValueText.of(value);
  }

  private void printObject(TableDiff diff) {
    Counts counts = diff.counts();
    try (JsonGenerator json = JsonValues.generator(console.out());
        ChangedRecords records = diff.records()) {
      json.writeStartObject();
      Map<String, Object> head = new LinkedHashMap<>();
      head.put("table", diff.table().toString());
      head.put("from", diff.from());
      head.put("to", diff.to());
      head.put("inserted", counts.inserted());
      head.put("updated", counts.updated());
      head.put("deleted", counts.deleted());
      for (Map.Entry<String, Object> field : head.entrySet()) {
        json.writeFieldName(field.getKey());
        JsonValues.write(json, field.getValue());
      }
      json.writeArrayFieldStart("records");
      long count = 0;
      for (Changed changed = records.next(); changed != null; changed = records.next()) {
        JsonValues.write(json, fields(diff.key(), changed));
        if (++count % RowsPrinter.FLUSH_EVERY == 0) {
          json.flush();
          console.flush();
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    console.out().print('\n');
    console.flush();
  }

  private static Map<String, @Nullable Object> fields(List<String> names, Changed changed) {
    Map<String, @Nullable Object> key = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      key.put(names.get(i), changed.key().get(i));
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("what", changed.what());
    fields.put("key", key);
    fields.put("changes", HistoryPrinter.changes(changed.changes()));
    return fields;
  }
}
