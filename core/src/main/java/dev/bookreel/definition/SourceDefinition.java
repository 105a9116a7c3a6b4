package dev.bookreel.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where deliveries come from, as {@code lake.yaml} declares it.
 *
 * @param kind which kind of source understands the settings, for example {@code directory}
 * @param settings the kind's own settings, environment already filled in; may hold secrets
 * @param tables what it delivers: table names or {@code schema.*}; empty means every table
 * @param schedule five cron fields in the lake's zone, for whoever starts runs
 */
public record SourceDefinition(
    String name,
    String kind,
    Map<String, String> settings,
    List<String> tables,
    Optional<String> schedule) {
  public SourceDefinition {
    settings = Map.copyOf(settings);
    tables = List.copyOf(tables);
  }

  /** Whether this source is the one to ask for a table's deliveries. */
  public boolean delivers(TableName table) {
    return tables.isEmpty()
        || tables.contains(table.toString())
        || tables.contains(table.schema() + ".*");
  }

  /** Leaves out the settings' values: they may be secret. */
  @Override
  public String toString() {
    return "SourceDefinition[" + name + ", " + kind + ", settings " + settings.keySet() + "]";
  }
}
