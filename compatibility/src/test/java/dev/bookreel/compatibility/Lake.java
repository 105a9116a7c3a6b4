package dev.bookreel.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import dev.bookreel.engine.TestLake;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A lake of the embedded engine, to look at from inside and, through Spark, from outside. */
final class Lake implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final TestLake lake;

  private Lake(Path directory) {
    this.directory = directory;
    this.lake = new TestLake(directory, Tables.ALL, EmbeddedEngine::new);
  }

  /** Opens the lake in a directory with an engine of its own. */
  static Lake open(Path directory) {
    return new Lake(directory);
  }

  TestLake deliveries() {
    return lake;
  }

  /** What Spark's SQL calls a table. */
  String inSpark(TableDefinition table) {
    return inSpark(table.name());
  }

  String inSpark(TableName table) {
    return Spark.table(directory, table);
  }

  List<List<@Nullable Object>> rows(String sql) {
    try (LakeView view = lake.engine().view();
        Rows result = view.query(Query.of(sql))) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (var row = result.next(); row != null; row = result.next()) {
        rows.add(row);
      }
      return rows;
    }
  }

  long append(TableName target, String query) {
    try (LakeView view = lake.engine().view()) {
      return view.append(target, Query.of(query));
    }
  }

  /** Every version of every record. */
  List<List<@Nullable Object>> history(TableDefinition table) {
    return rows("SELECT * FROM " + table.name() + "_history");
  }

  /** Spark has every version of every record as the engine has it. */
  void assertSameInSpark(TableDefinition table) {
    assertThat(Spark.rows("SELECT * FROM " + inSpark(table)))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(history(table));
  }

  Path log(TableDefinition table) {
    return location(table).resolve("_delta_log");
  }

  Path location(TableDefinition table) {
    return directory.resolve("silver").resolve(table.name().schema()).resolve(table.name().name());
  }

  /** How many files lie in a table's folder, beside its log. */
  long filesIn(TableDefinition table) throws IOException {
    try (Stream<Path> files = Files.walk(location(table))) {
      return files.filter(Files::isRegularFile).filter(it -> !it.startsWith(log(table))).count();
    }
  }

  /** The actions of one kind that the log's commits hold, oldest first. */
  List<JsonNode> actions(TableDefinition table, String kind) throws IOException {
    List<JsonNode> actions = new ArrayList<>();
    try (Stream<Path> files = Files.list(log(table))) {
      for (Path file : files.filter(it -> it.toString().endsWith(".json")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          JsonNode action = JSON.readTree(line).get(kind);
          if (action != null) {
            actions.add(action);
          }
        }
      }
    }
    return actions;
  }

  static JsonNode json(String text) throws IOException {
    return JSON.readTree(text);
  }

  @Override
  public void close() {
    lake.close();
  }
}
