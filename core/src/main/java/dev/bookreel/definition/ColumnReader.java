package dev.bookreel.definition;

import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.error.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the {@code columns} of a table. */
final class ColumnReader {
  static final List<String> KEYS = List.of("type", "from", "drop");

  private static final String TYPES =
      "Write one of: " + String.join(", ", ColumnType.names()) + ".";

  private final ProjectFile file;
  private final Format format;

  ColumnReader(ProjectFile file, Format format) {
    this.file = file;
    this.format = format;
  }

  /** The columns that are right, in the file's order. */
  List<Column> read(YamlMap columns) {
    if (columns.keys().isEmpty()) {
      file.problem(columns.line(), "'columns' names none", "Add one, for example name: string.");
    }
    List<Column> read = new ArrayList<>();
    for (String name : columns.keys()) {
      checkName(name, columns.line(name));
      column(name, columns).ifPresent(read::add);
    }
    return read;
  }

  private void checkName(String name, int line) {
    if (!Names.isWord(name)) {
      file.problem(line, "'" + name + "' cannot be a column's name", Names.WORD_FIX);
    }
    if (TableDefinition.RESERVED_COLUMNS.contains(name)) {
      file.problem(
          line, "Column name '" + name + "' is reserved", "Every history has it. Rename yours.");
    }
    if (TableDefinition.ROW_PLACE_COLUMNS.contains(name)) {
      file.problem(
          line,
          "Column name '" + name + "' is reserved",
          "SQL knows a row's place by it. Rename yours, with from: " + name + ".");
    }
  }

  private Optional<Column> column(String name, YamlMap columns) {
    if (columns.isScalar(name)) {
      return columns
          .text(name)
          .flatMap(this::type)
          .flatMap(type -> build(name, type, Optional.empty(), List.of(), columns.line(name)));
    }
    return columns.map(name).flatMap(map -> longForm(name, map));
  }

  private Optional<Column> longForm(String name, YamlMap map) {
    map.expect(KEYS);
    map.require("type", "Add one, for example type: string.");
    Optional<YamlScalar> from = map.text("from");
    List<@Nullable String> drop = new ArrayList<>();
    for (Optional<YamlScalar> element : map.scalarsOrNull("drop").orElse(List.of())) {
      drop.add(element.map(YamlScalar::value).orElse(null));
    }
    boolean fromIsWrong = map.has("from") && from.isEmpty();
    return map.text("type")
        .flatMap(this::type)
        .filter(type -> !fromIsWrong)
        .flatMap(type -> build(name, type, from, drop, map.line()));
  }

  private Optional<ColumnType> type(YamlScalar text) {
    Optional<ColumnType> type = ColumnType.parse(text.value());
    if (type.isEmpty()) {
      file.problem(
          text.line(),
          "Unknown type '" + text.written() + "'",
          text.written().contains("decimal(") && !text.written().contains(",")
              ? "Put a type with a comma in quotes: \"decimal(18,2)\"."
              : Nearest.to(text.value(), ColumnType.names())
                  .map(near -> "Did you mean '" + near + "'?")
                  .orElse(TYPES));
    }
    return type;
  }

  private Optional<Column> build(
      String name,
      ColumnType type,
      Optional<YamlScalar> from,
      List<@Nullable String> drop,
      int line) {
    boolean isArray = type instanceof ColumnType.Array;
    if (isArray && format == Format.CSV) {
      file.problem(
          line,
          "Column '" + name + "' is an array, but CSV has none",
          "Make it a string, or deliver JSON.");
      return Optional.empty();
    }
    if (!drop.isEmpty() && !isArray) {
      file.problem(
          line,
          "Column '" + name + "' has 'drop' but is no array",
          "Remove it: only elements of arrays can be dropped.");
      return Optional.empty();
    }
    return path(name, isArray, from).map(path -> new Column(name, type, path, drop));
  }

  private Optional<ColumnPath> path(String name, boolean isArray, Optional<YamlScalar> from) {
    if (from.isEmpty()) {
      return Optional.of(new ColumnPath(List.of(new ColumnPath.Step(name, isArray))));
    }
    if (format == Format.CSV) {
      return Optional.of(ColumnPath.field(from.get().value()));
    }
    return from.flatMap(this::jsonPath).filter(path -> fits(path, name, isArray, from.get()));
  }

  private Optional<ColumnPath> jsonPath(YamlScalar from) {
    try {
      ColumnPath path = ColumnPath.parse(from.value());
      if (path.steps().stream().noneMatch(step -> step.field().matches(".*[\\[\\]].*"))) {
        return Optional.of(path);
      }
      notAPath(from, "Brackets stand only behind an array's name, and are empty: books[].title.");
    } catch (IllegalArgumentException e) {
      notAPath(from, e.getMessage() + ".");
    }
    return Optional.empty();
  }

  private void notAPath(YamlScalar from, String fix) {
    file.problem(from.line(), "'" + from.written() + "' is not a path", fix);
  }

  private boolean fits(ColumnPath path, String name, boolean isArray, YamlScalar from) {
    if (path.entersArray() == isArray) {
      return true;
    }
    file.problem(
        from.line(),
        "Column '%s' is %s, but its path '%s' %s"
            .formatted(
                name,
                isArray ? "an array" : "no array",
                from.written(),
                isArray ? "goes into none" : "goes into one"),
        isArray
            ? "Write [] behind the array's name."
            : "Make it an array, for example array<string>, or remove the [].");
    return false;
  }
}
