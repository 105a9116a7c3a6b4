package dev.bookreel.definition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Proposes columns for the fields of a delivery that its table does not name, each another name.
 */
public final class NewFields {
  private final Set<String> taken = new HashSet<>();
  private final List<NewField> fields = new ArrayList<>();

  public NewFields(TableDefinition table) {
    table.columns().stream().map(Column::name).forEach(taken::add);
    taken.addAll(TableDefinition.RESERVED_COLUMNS);
    taken.addAll(TableDefinition.ROW_PLACE_COLUMNS);
  }

  /**
   * Adds a field.
   *
   * @param type what its values, or the elements of its arrays, seem to be
   */
  public void add(ColumnPath path, ColumnType type) {
    String name = name(path);
    taken.add(name);
    Column column =
        new Column(name, path.entersArray() ? new ColumnType.Array(type) : type, path, List.of());
    fields.add(new NewField(path.toString(), column.line()));
  }

  /** Adds a field that cannot be a column. */
  public void addUnreachable(String path, String reason) {
    fields.add(
        new NewField(
            path,
            NewField.COMMENT
                + NewField.FROM
                + YamlText.of(path)
                + " cannot be a column: "
                + reason));
  }

  /** In the order in which they were added. */
  public List<NewField> list() {
    return List.copyOf(fields);
  }

  /** The field's own name, or that of its whole path for what lies in an array or is taken. */
  private String name(ColumnPath path) {
    String whole =
        path.steps().stream().map(ColumnPath.Step::field).collect(Collectors.joining("_"));
    String last = path.steps().get(path.steps().size() - 1).field();
    return Stream.concat(
            Stream.of(path.entersArray() ? whole : last, whole)
                .flatMap(text -> word(text).stream()),
            Stream.iterate(2, number -> number + 1)
                .map(number -> word(whole).orElse("field") + "_" + number))
        .filter(name -> !taken.contains(name))
        .findFirst()
        .orElseThrow();
  }

  /** The nearest to a text that may be a column's name, if there is any. */
  private static Optional<String> word(String text) {
    return Optional.of(
            text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]+", "_").replaceAll("^[^a-z]+", ""))
        .filter(Names::isWord);
  }
}
