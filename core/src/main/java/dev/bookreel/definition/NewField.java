package dev.bookreel.definition;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A field of a delivery that no column of its table names.
 *
 * @param path where records have it, in the notation of {@code from}
 * @param line the column to add to the definition in order to have it, ready to be copied; a
 *     comment that says why not, if no column can
 */
public record NewField(String path, String line) {
  private static final String FROM = "from: ";

  /**
   * A field with a column proposed for it.
   *
   * @param type what its values seem to be
   */
  public static NewField of(TableDefinition table, ColumnPath path, ColumnType type) {
    return new NewField(
        path.toString(), new Column(name(table, path), type, path, List.of()).line());
  }

  /** A field that cannot be a column. */
  public static NewField unreachable(String path, String reason) {
    return new NewField(
        path, "# %s%s cannot be a column: %s".formatted(FROM, YamlText.of(path), reason));
  }

  /** Whether one of these lines is about the same field, whatever type it guessed. */
  public boolean isAmong(Collection<String> lines) {
    String place = line.substring(line.indexOf(FROM));
    return lines.stream().anyMatch(other -> other.endsWith(place));
  }

  /** The field's own name if the table has no such column, else the whole path. */
  private static String name(TableDefinition table, ColumnPath path) {
    Set<String> taken =
        Stream.of(
                table.columns().stream().map(Column::name),
                TableDefinition.RESERVED_COLUMNS.stream(),
                TableDefinition.ROW_PLACE_COLUMNS.stream())
            .flatMap(names -> names)
            .collect(Collectors.toSet());
    String whole =
        path.steps().stream().map(ColumnPath.Step::field).collect(Collectors.joining("_"));
    String last = path.steps().get(path.steps().size() - 1).field();
    return Stream.concat(
            Stream.of(last, whole).flatMap(text -> word(text).stream()),
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
