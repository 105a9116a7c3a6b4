package dev.bookreel.engine.embedded;

import dev.bookreel.definition.NewField;
import java.io.Serializable;
import java.util.List;

/**
 * What was found when a delivery was read.
 *
 * @param read records in the file, broken ones too
 * @param refused how many of them go to quarantine
 * @param newFields fields that no column names
 * @param warnings what {@code warn} checks found
 */
public record Findings(
    long read, long duplicates, long refused, List<NewField> newFields, List<String> warnings)
    implements Serializable {
  public Findings {
    newFields = List.copyOf(newFields);
    warnings = List.copyOf(warnings);
  }
}
