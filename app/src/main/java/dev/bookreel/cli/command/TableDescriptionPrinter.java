package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.output.ListRows;
import dev.bookreel.cli.output.OutputFormat;
import dev.bookreel.engine.TableDescription;
import dev.bookreel.engine.TableDescription.Column;
import dev.bookreel.engine.TableDescription.Commit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints what a Delta table is made of: for people in parts, in JSON as one object. */
final class TableDescriptionPrinter {
  private final Console console;
  private final OutputFormat format;

  TableDescriptionPrinter(Console console, OutputFormat format) {
    this.console = console;
    this.format = format;
  }

  void print(TableDescription table) {
    Reports reports = new Reports(console, format);
    if (format == OutputFormat.JSON) {
      reports.printJson(object(table));
      return;
    }
    if (format == OutputFormat.TABLE) {
      introduce(table);
    }
    ListRows.Builder columns = ListRows.of("column", "type", "nullable", "partition");
    for (Column column : table.columns()) {
      columns.row(column.name(), column.type(), column.nullable(), column.partition());
    }
    reports.print(columns.build());
    if (format == OutputFormat.TABLE) {
      console.out().println();
      ListRows.Builder commits = ListRows.of("version", "time", "operation", "engine");
      for (Commit commit : table.commits()) {
        commits.row(commit.version(), commit.time(), commit.operation(), commit.engine());
      }
      reports.print(commits.build());
    }
  }

  private void introduce(TableDescription table) {
    var size = table.size();
    var protocol = table.protocol();
    say("%s: version %d".formatted(table.location(), table.version()));
    say(
        "%s in %s of %s; %s in %s"
            .formatted(
                count(size.rows(), "row"),
                count(size.files(), "file"),
                count(size.bytes(), "byte"),
                count(size.deletedRows(), "deleted row"),
                count(size.deletionVectors(), "deletion vector")));
    say(
        "Protocol: reader %d%s, writer %d%s"
            .formatted(
                protocol.minReaderVersion(),
                inBrackets(protocol.readerFeatures()),
                protocol.minWriterVersion(),
                inBrackets(protocol.writerFeatures())));
    table.properties().forEach((name, value) -> say("Property " + name + " = " + value));
    say("");
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private void say(String line) {
    console.out().println(line);
  }

  private static String inBrackets(List<String> features) {
    return features.isEmpty() ? "" : " (" + String.join(", ", features) + ")";
  }

  private static Map<String, @Nullable Object> object(TableDescription table) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("location", table.location());
    object.put("version", table.version());
    object.put("files", table.size().files());
    object.put("rows", table.size().rows());
    object.put("bytes", table.size().bytes());
    object.put("deletion_vectors", table.size().deletionVectors());
    object.put("deleted_rows", table.size().deletedRows());
    object.put("reader_version", table.protocol().minReaderVersion());
    object.put("writer_version", table.protocol().minWriterVersion());
    object.put("reader_features", table.protocol().readerFeatures());
    object.put("writer_features", table.protocol().writerFeatures());
    object.put("properties", table.properties());
    object.put("columns", table.columns().stream().map(TableDescriptionPrinter::object).toList());
    object.put("commits", table.commits().stream().map(TableDescriptionPrinter::object).toList());
    return object;
  }

  private static Map<String, Object> object(Column column) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("column", column.name());
    object.put("type", column.type());
    object.put("nullable", column.nullable());
    object.put("partition", column.partition());
    return object;
  }

  private static Map<String, Object> object(Commit commit) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("version", commit.version());
    object.put("time", commit.time());
    object.put("operation", commit.operation());
    object.put("engine", commit.engine());
    return object;
  }
}
