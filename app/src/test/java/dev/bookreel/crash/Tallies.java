package dev.bookreel.crash;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.ProjectReader;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The two tables that many processes write at once, and what is in them. */
final class Tallies {
  static final TableName HISTORY = TableName.parse("stream.tallies");

  /** One to which rows are only appended. */
  static final TableName NOTES = TableName.parse("analytics.notes");

  private static final String DEFINITION =
      """
      table: stream.tallies
      description: Who wrote a record last.
      delivery: tallies.csv
      format: csv
      contains: changes
      key: [name]
      columns:
        name:   { type: string }
        writer: { type: string }
      """;

  private Tallies() {}

  /** Writes the project. */
  static Path project(Path directory) throws IOException {
    Path project = directory.resolve("lake");
    Files.createDirectories(project.resolve("tables/stream"));
    Files.createDirectories(project.resolve("questions"));
    Files.writeString(
        project.resolve("lake.yaml"), "lake: test\nzone: Europe/Berlin\nsources: {}\n");
    Files.writeString(project.resolve("tables/stream/tallies.yaml"), DEFINITION);
    return project;
  }

  static LakeDefinition definition(Path project) {
    return new ProjectReader(Map.of()).read(project, Map.of());
  }

  static TableDefinition table(LakeDefinition definition) {
    return definition.table(HISTORY).orElseThrow();
  }

  /** The history's rows, as {@link Journal#history} expects them; none before the first load. */
  static List<String> history(LakeView view) {
    return view.tables().containsKey(HISTORY)
        ? rows(
            view,
            "SELECT name, writer, epoch_ms(valid_from), epoch_ms(valid_to), is_latest FROM "
                + HISTORY
                + "_history")
        : List.of();
  }

  /** The notes, as {@link Journal#notes} expects them. */
  static List<String> notes(LakeView view) {
    return view.tables().containsKey(NOTES) ? rows(view, "SELECT note FROM " + NOTES) : List.of();
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
}
