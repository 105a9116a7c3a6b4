package dev.bookreel.engine.embedded;

import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.file.LocalCopies;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A column of a Parquet file, or the file itself, whose children are its columns. A list has one
 * child, its element; a map has two, its key and its value.
 *
 * @param fieldId the number that Delta and Iceberg give columns, if the file has it
 * @param type what DuckDB reads it as
 */
record FileColumn(String name, Optional<Long> fieldId, String type, List<FileColumn> children) {
  private static final String LIST = "[]";
  private static final String MAP = "MAP(";

  FileColumn {
    children = List.copyOf(children);
  }

  /** What columns each file has. Looks into every file. */
  static Map<Path, FileColumn> ofFiles(Workspace workspace, Collection<Path> files)
      throws SQLException {
    if (files.isEmpty()) {
      return Map.of();
    }
    List<Entry> entries =
        workspace.list(
            "SELECT file_name, name, field_id, repetition_type, num_children, duckdb_type"
                + " FROM parquet_schema("
                + Sql.files(files)
                + ") ORDER BY file_name, column_id",
            Entry::of);
    Map<Path, Path> byCopy =
        files.stream().distinct().collect(Collectors.toMap(LocalCopies::of, Function.identity()));
    Map<Path, FileColumn> columns = new LinkedHashMap<>();
    for (Iterator<Entry> rest = entries.iterator(); rest.hasNext(); ) {
      Entry file = rest.next();
      columns.put(
          Objects.requireNonNull(byCopy.get(Path.of(file.file()))), Node.of(file, rest).column());
    }
    return columns;
  }

  /** One row of what DuckDB says of a file's columns; those of the inside follow it. */
  private record Entry(
      String file, String name, Optional<Long> fieldId, long children, String type) {
    static Entry of(ResultSet row) throws SQLException {
      long id = row.getLong("field_id");
      Optional<Long> fieldId = row.wasNull() ? Optional.empty() : Optional.of(id);
      return new Entry(
          row.getString("file_name"),
          row.getString("name"),
          fieldId,
          row.getLong("num_children"),
          Objects.requireNonNullElse(row.getString("duckdb_type"), ""));
    }
  }

  private record Node(Entry entry, List<Node> children) {
    static Node of(Entry entry, Iterator<Entry> rest) {
      List<Node> children = new ArrayList<>();
      for (long i = 0; i < entry.children(); i++) {
        children.add(of(rest.next(), rest));
      }
      return new Node(entry, children);
    }

    FileColumn column() {
      return column(entry.type());
    }

    private FileColumn column(String type) {
      return new FileColumn(entry.name(), entry.fieldId(), type, inside(type));
    }

    private List<FileColumn> inside(String type) {
      if (type.endsWith(LIST)) {
        return List.of(element(type.substring(0, type.length() - LIST.length())));
      }
      boolean isMap = type.startsWith(MAP) && children.size() == 1;
      return (isMap ? children.get(0).children : children).stream().map(Node::column).toList();
    }

    /**
     * Writers nest a list's elements in one, two or three levels. Which of them DuckDB took for the
     * element shows by the type.
     */
    private FileColumn element(String type) {
      if (children.size() == 1) {
        Node repeated = children.get(0);
        boolean threeLevels =
            repeated.children.size() == 1 && repeated.children.get(0).entry.type().equals(type);
        return threeLevels ? repeated.children.get(0).column() : repeated.column(type);
      }
      return column(type);
    }
  }
}
