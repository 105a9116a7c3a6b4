package dev.bookreel.engine.embedded;

import dev.bookreel.definition.TableName;
import dev.bookreel.engine.Moment;
import dev.bookreel.error.Nearest;
import dev.bookreel.error.WrongQueryException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the names in a query mean at a moment of the lake. For one thread. */
public final class TableNames {
  private final LakeLayout layout;
  private final Moment moment;
  private final SortedMap<TableName, Long> versions;
  private @Nullable Set<TableName> known;

  /**
   * @param versions those that the moment means
   */
  public TableNames(LakeLayout layout, Moment moment, SortedMap<TableName, Long> versions) {
    this.layout = layout;
    this.moment = moment;
    this.versions = versions;
  }

  /** Looked up once: that may cost many requests where the lake is far away. */
  public Set<TableName> known() {
    Set<TableName> found = known;
    if (found == null) {
      found = layout.tables();
      known = found;
    }
    return found;
  }

  /**
   * The table of a name, in any case. Schemas that are none of the lake's, such as
   * information_schema, are the database's to resolve.
   *
   * @throws WrongQueryException if the lake has no such table
   */
  public Optional<TableName> resolve(String schemaText, String nameText) {
    String schema = schemaText.toLowerCase(Locale.ROOT);
    String name = nameText.toLowerCase(Locale.ROOT);
    Set<TableName> tables = known();
    if (tables.stream().noneMatch(table -> table.schema().equals(schema))
        && !schema.equals("analytics")) {
      if (schema.equals("information_schema") || schema.startsWith("pg_")) {
        return Optional.empty();
      }
      throw noSuchTable(schema + "." + name);
    }
    for (TableName table : tables) {
      boolean history = layout.definition().table(table).isPresent();
      if (table.schema().equals(schema)
          && (table.name().equals(name)
              || (history && name.equals(table.name() + TableViews.HISTORY)))) {
        return Optional.of(table);
      }
    }
    throw noSuchTable(schema + "." + name);
  }

  public WrongQueryException noSuchTable(String name) {
    List<String> names = known().stream().map(TableName::toString).collect(Collectors.toList());
    return new WrongQueryException(
        "There is no table '%s'. %s".formatted(name, Nearest.hint(name, names)), null);
  }

  /**
   * Nobody asks the newest lake about a table without wanting its records.
   *
   * @throws WrongQueryException if the table is declared, but has no version at the newest moment
   */
  public void refuseNeverLoaded(TableName name) {
    if (moment.equals(Moment.NEWEST)
        && !versions.containsKey(name)
        && layout.definition().table(name).isPresent()) {
      throw new WrongQueryException(
          "Table %s is declared but was never loaded. Run 'bookreel run', or 'bookreel fetch %s' and 'bookreel load %s'"
              .formatted(name, name, name),
          null);
    }
  }
}
