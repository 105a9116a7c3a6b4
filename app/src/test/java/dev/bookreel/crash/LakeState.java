package dev.bookreel.crash;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything in a lake that must be the same whatever happened on the way: rows, sorted, by what
 * they are of. Leaves out the time of day at which something was done, failures, and what was said
 * about loads: two runs at once may both tell of a new field.
 */
record LakeState(SortedMap<String, List<String>> rows) {
  private static final String RAW = "raw zone";

  static LakeState of(Path lake, LakeDefinition definition) {
    SortedMap<String, List<String>> rows = tables(lake, definition);
    rows.put(RAW, raw(lake.resolve("raw")));
    return new LakeState(rows);
  }

  /** Only what queries see. */
  static LakeState ofTables(Path lake, LakeDefinition definition) {
    return new LakeState(tables(lake, definition));
  }

  /**
   * What queries see, whatever the raw zone's files are called: where one was left on S3 without
   * its manifest, the next has its content's name.
   */
  LakeState apartFromFileNames() {
    SortedMap<String, List<String>> tables = new TreeMap<>(rows);
    tables.remove(RAW);
    tables.replaceAll(
        (query, lines) ->
            lines.stream()
                .map(line -> line.replaceAll("(00\\.000Z)\\.[0-9a-f]{16}\\.", "$1."))
                .toList());
    return new LakeState(tables);
  }

  private static SortedMap<String, List<String>> tables(Path lake, LakeDefinition definition) {
    SortedMap<String, List<String>> rows = new TreeMap<>();
    try (Engine engine = new EmbeddedEngine(lake, definition);
        LakeView view = engine.view()) {
      SortedMap<TableName, Long> present = view.tables();
      queries(definition)
          .forEach(
              (table, queries) -> {
                for (String query : present.containsKey(table) ? queries : List.<String>of()) {
                  rows.put(query, rows(view, query));
                }
              });
    }
    return rows;
  }

  private static Map<TableName, List<String>> queries(LakeDefinition definition) {
    Map<TableName, List<String>> queries = new LinkedHashMap<>();
    for (TableDefinition table : definition.tables()) {
      queries.put(
          table.name(),
          List.of("SELECT * FROM " + table.name() + "_history", "SELECT * FROM " + table.name()));
    }
    definition
        .questions()
        .forEach(
            question ->
                queries.put(
                    question.answers(),
                    List.of("SELECT * EXCLUDE (asked_at) FROM " + question.answers())));
    queries.put(
        TableName.parse("lake.deliveries"),
        List.of("SELECT * EXCLUDE (fetched_at) FROM lake.deliveries"));
    queries.put(
        TableName.parse("lake.loads"),
        List.of(
            "SELECT * EXCLUDE (loaded_at, seconds, message) FROM lake.loads"
                + " WHERE status <> 'failed'"));
    queries.put(TableName.parse("lake.quarantine"), List.of("SELECT * FROM lake.quarantine"));
    return queries;
  }

  private static List<String> rows(LakeView view, String query) {
    try (Rows rows = view.query(Query.of(query))) {
      List<String> texts = new ArrayList<>();
      for (List<Object> row = rows.next(); row != null; row = rows.next()) {
        texts.add(row.stream().map(String::valueOf).collect(Collectors.joining("|")));
      }
      return texts.stream().sorted().toList();
    }
  }

  /** What lies in the raw zone, without files that do not count. */
  private static List<String> raw(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .map(file -> folder.relativize(file) + ": " + content(file))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file).replaceFirst("\"fetched_at\"[^,}]*", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What differs from another state, in words; empty if nothing does. */
  List<String> differences(LakeState expected) {
    SortedMap<String, List<String>> names = new TreeMap<>(expected.rows);
    names.putAll(rows);
    List<String> differences = new ArrayList<>();
    for (String name : names.keySet()) {
      List<String> mine = new ArrayList<>(rows.getOrDefault(name, List.of()));
      List<String> missing = new ArrayList<>();
      for (String row : expected.rows.getOrDefault(name, List.of())) {
        if (!mine.remove(row)) {
          missing.add(row);
        }
      }
      if (!missing.isEmpty() || !mine.isEmpty()) {
        differences.add("%s: missing %s, too much %s".formatted(name, missing, mine));
      }
    }
    return differences;
  }

  /**
   * What a reader may not see between two states: of a table with history or answers all of the
   * change or nothing of it; of the pipeline's records all that was there, and no more than will
   * be.
   */
  List<String> notBetween(LakeState before, LakeState after) {
    List<String> differences = new ArrayList<>();
    rows.forEach(
        (name, mine) -> {
          List<String> old = before.rows.getOrDefault(name, List.of());
          List<String> young = after.rows.getOrDefault(name, List.of());
          boolean isBetween =
              name.contains(" lake.")
                  ? holds(mine, old) && holds(young, mine)
                  : mine.equals(old) || mine.equals(young);
          if (!isBetween) {
            differences.add("%s: neither before nor after: %s".formatted(name, mine));
          }
        });
    return differences;
  }

  private static boolean holds(List<String> all, List<String> part) {
    List<String> rest = new ArrayList<>(all);
    return part.stream().allMatch(rest::remove);
  }
}
