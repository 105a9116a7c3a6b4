package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.TableDefinition;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Columns whose field a delivery may lack, because nobody has delivered it yet. Once it was there,
 * it may not vanish.
 */
final class Absences {
  private final Set<Column> columns;

  private Absences(Collection<Column> columns) {
    this.columns = new LinkedHashSet<>(columns);
  }

  /** A delivery must have every field. */
  static Absences none() {
    return new Absences(List.of());
  }

  /** A delivery must have the key's fields. */
  static Absences allBut(TableDefinition table) {
    return new Absences(
        table.columns().stream()
            .filter(column -> !table.key().contains(column.name()))
            .collect(Collectors.toList()));
  }

  boolean allow(Column column) {
    return columns.contains(column);
  }

  /** Leaves only those that a delivery does lack. */
  void narrow(Collection<Column> lacking) {
    columns.retainAll(lacking);
  }

  /** In the definition's order. */
  List<Column> columns() {
    return List.copyOf(columns);
  }
}
