package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Types;
import dev.bookreel.error.LakeException;
import io.delta.kernel.types.StructField;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a table's definition differs from the table as it is.
 *
 * @param added columns that only the definition has: the next load adds them
 * @param conflicts what a load cannot follow, in words
 */
record Drift(List<Column> added, List<String> conflicts) {
  Drift {
    added = List.copyOf(added);
    conflicts = List.copyOf(conflicts);
  }

  static Drift between(TableVersion version, TableDefinition definition) {
    List<Column> added = new ArrayList<>();
    List<String> conflicts = new ArrayList<>();
    for (Column column : definition.columns()) {
      Optional<StructField> field = HistorySchema.field(version.schema(), column.name());
      if (field.isEmpty()) {
        added.add(column);
      } else {
        conflict(column, field.get()).ifPresent(conflicts::add);
      }
    }
    for (StructField field : version.schema().fields()) {
      if (!HistorySchema.OWN_COLUMNS.contains(field.getName())
          && definition.columns().stream()
              .noneMatch(column -> column.name().equalsIgnoreCase(field.getName()))) {
        conflicts.add(
            "the table has a column '%s' (%s), which the definition has not"
                .formatted(field.getName(), Types.declared(field.getDataType())));
      }
    }
    HistorySchema.key(version)
        .filter(key -> !new HashSet<>(key).equals(new HashSet<>(definition.key())))
        .ifPresent(
            key ->
                conflicts.add(
                    "the table's key is %s, the definition's is %s"
                        .formatted(key, definition.key())));
    return new Drift(added, conflicts);
  }

  private static Optional<String> conflict(Column column, StructField field) {
    if (!column.name().equals(field.getName())) {
      return Optional.of(
          "column '%s' of the table is '%s' in the definition, which is the same name to SQL"
              .formatted(field.getName(), column.name()));
    }
    return Types.delta(column.type()).equivalent(field.getDataType())
        ? Optional.empty()
        : Optional.of(
            "column '%s' is %s in the table and %s in the definition"
                .formatted(column.name(), Types.declared(field.getDataType()), column.type()));
  }

  /**
   * Refuses what would need another history: only all deliveries together can give it.
   *
   * @throws LakeException if there are conflicts
   */
  void refuseConflicts(TableDefinition definition) {
    if (!conflicts.isEmpty()) {
      throw new LakeException(
          "Cannot load into %s: its definition no longer agrees with the table: %s. Nothing was changed. 'bookreel rebuild %s' makes the history anew from the raw zone, as the definition says now; or undo the change of the definition"
              .formatted(
                  definition.name(),
                  conflicts.stream().collect(Collectors.joining("; ")),
                  definition.name()));
    }
  }
}
