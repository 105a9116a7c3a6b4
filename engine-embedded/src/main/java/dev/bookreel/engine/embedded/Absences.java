package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.embedded.delta.TableVersion;
import io.delta.kernel.types.StructField;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Columns whose field a delivery may lack, because nobody has delivered it yet. Once it was there,
 * it may not vanish.
 */
public final class Absences {
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

  /** A delivery from that time on may lack what the table did not know yet. */
  static Absences unknown(TableDefinition table, TableVersion version, Instant from) {
    return new Absences(
        table.columns().stream()
            .filter(column -> isUnknown(HistorySchema.field(version.schema(), column.name()), from))
            .collect(Collectors.toList()));
  }

  private static boolean isUnknown(Optional<StructField> field, Instant from) {
    return field.isEmpty()
        || field.flatMap(HistorySchema::since).filter(from::isBefore).isPresent();
  }

  /** The same again, from {@link #columns}. */
  public static Absences of(Collection<Column> columns) {
    return new Absences(columns);
  }

  boolean allow(Column column) {
    return columns.contains(column);
  }

  /** Leaves only those that a delivery does lack. */
  public void narrow(Collection<Column> lacking) {
    columns.retainAll(lacking);
  }

  /** In the definition's order. */
  public List<Column> columns() {
    return List.copyOf(columns);
  }
}
