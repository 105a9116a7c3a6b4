package dev.bookreel.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bookreel.cli.console.Console;
import dev.bookreel.engine.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Prints a result as one array of objects, a line each. */
final class JsonPrinter implements RowsPrinter {
  private final Console console;

  JsonPrinter(Console console) {
    this.console = console;
  }

  @Override
  public long print(Rows rows) {
    long count;
    try (JsonGenerator generator = JsonValues.generator(console.out())) {
      count = writeArray(generator, rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    console.out().print('\n');
    console.flush();
    return count;
  }

  private long writeArray(JsonGenerator generator, Rows rows) throws IOException {
    List<String> names = distinct(rows.columns());
    long count = 0;
    generator.writeStartArray();
    List<@Nullable Object> row;
    while ((row = rows.next()) != null) {
      writeObject(generator, names, row);
      count++;
      if (count % FLUSH_EVERY == 0) {
        generator.flush();
        console.flush();
      }
    }
    generator.writeEndArray();
    return count;
  }

  private static void writeObject(
      JsonGenerator generator, List<String> names, List<@Nullable Object> row) throws IOException {
    generator.writeStartObject();
    for (int i = 0; i < names.size(); i++) {
      generator.writeFieldName(names.get(i));
      JsonValues.write(generator, row.get(i));
    }
    generator.writeEndObject();
  }

  /** Objects cannot hold a name twice: later ones become {@code name_2} and so on. */
  private static List<String> distinct(List<String> columns) {
    Set<String> taken = new HashSet<>(columns);
    Set<String> used = new HashSet<>();
    List<String> names = new ArrayList<>();
    for (String column : columns) {
      String name = column;
      for (int i = 2; !used.add(name); i++) {
        name = column + "_" + i;
        if (taken.contains(name)) {
          name = column;
        }
      }
      names.add(name);
    }
    return names;
  }
}
