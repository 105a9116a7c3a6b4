package dev.bookreel.engine.spark;

import dev.bookreel.engine.embedded.WrittenFile;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.NewFile;
import dev.bookreel.engine.embedded.duck.Workspace;
import io.delta.kernel.types.StructType;
import java.io.Serializable;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What a task has written.
 *
 * @param replaced positions of the rows that the new files replace, by file as Spark names it
 */
record WrittenPart(List<WrittenFile> files, Map<String, long[]> replaced) implements Serializable {
  WrittenPart {
    files = List.copyOf(files);
  }

  /**
   * @param replacedRows a query for the places of what the files replace
   */
  static WrittenPart of(Workspace workspace, List<WrittenFile> files, String replacedRows)
      throws SQLException {
    Map<String, LongStream.Builder> rows = new HashMap<>();
    workspace.list(
        replacedRows,
        row ->
            rows.computeIfAbsent(row.getString(1), file -> LongStream.builder())
                .add(row.getLong(2)));
    return new WrittenPart(files, arrays(rows));
  }

  private static Map<String, long[]> arrays(Map<String, LongStream.Builder> rows) {
    Map<String, long[]> arrays = new HashMap<>();
    rows.forEach((file, positions) -> arrays.put(file, positions.build().toArray()));
    return arrays;
  }

  /** The files of all parts, ready to be committed. */
  static List<NewFile> files(List<WrittenPart> parts, DeltaTable target, StructType schema) {
    return WrittenFile.in(
        parts.stream().flatMap(part -> part.files().stream()).collect(Collectors.toList()),
        target.location(),
        schema);
  }

  /**
   * The rows that all parts replace.
   *
   * @param base what they are in
   */
  static Map<DataFile, long[]> replaced(List<WrittenPart> parts, VersionFiles base) {
    Map<String, LongStream.Builder> rows = new HashMap<>();
    for (WrittenPart part : parts) {
      part.replaced()
          .forEach(
              (file, positions) ->
                  LongStream.of(positions)
                      .forEach(rows.computeIfAbsent(file, name -> LongStream.builder())::add));
    }
    Map<DataFile, long[]> replaced = new HashMap<>();
    arrays(rows).forEach((file, positions) -> replaced.put(base.file(file), positions));
    return replaced;
  }
}
