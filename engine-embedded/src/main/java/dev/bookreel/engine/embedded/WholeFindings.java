package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Check;
import dev.bookreel.definition.Column;
import dev.bookreel.definition.NewField;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.embedded.cut.OddFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the findings of all parts, in the file's order, say of the delivery: what {@link Delivered}
 * would have found, but for repeated keys. Where the delivery may have to be refused the parts do
 * not tell.
 */
public final class WholeFindings {
  private final TableDefinition table;
  private final Absences absences;
  private final List<PartFindings> parts;
  private final List<Long> offsets = new ArrayList<>();
  private final List<Column> lacking;
  private final List<String> warnings;
  private long read;

  private WholeFindings(TableDefinition table, Absences absences, List<PartFindings> parts) {
    this.table = table;
    this.absences = absences;
    this.parts = parts;
    for (PartFindings part : parts) {
      offsets.add(read);
      read += part.read();
    }
    this.lacking = findLacking();
    this.warnings = addUpChecks();
  }

  /**
   * @param absences what the delivery may lack
   * @throws OddFileException if it has to be looked at as a whole: a check fails that it must meet,
   *     or a field may have vanished or be retyped
   */
  public static WholeFindings of(
      TableDefinition table, Absences absences, List<PartFindings> parts) {
    return new WholeFindings(table, absences, parts);
  }

  /** For each part, how many records are before it. */
  public List<Long> offsets() {
    return offsets;
  }

  /** Columns whose field the delivery lacks, and may lack. */
  public List<Column> lacking() {
    return lacking;
  }

  /**
   * All together.
   *
   * @param superseded rows that were refused because a later one counts
   */
  public Findings with(List<NewField> newFields, long duplicates, long superseded) {
    long refused =
        parts.stream().mapToLong(part -> part.broken() + part.refused()).sum() + superseded;
    return new Findings(read, duplicates, refused, newFields, warnings);
  }

  private List<Column> findLacking() {
    List<PartFindings> withRows =
        parts.stream().filter(part -> part.rows() > 0).collect(Collectors.toList());
    if (withRows.isEmpty()) {
      return absences.columns();
    }
    return table.columns().stream()
        .filter(column -> withRows.stream().allMatch(part -> part.empty().contains(column)))
        .filter(column -> isLacking(column, withRows))
        .collect(Collectors.toList());
  }

  private boolean isLacking(Column column, List<PartFindings> withRows) {
    long absent = withRows.stream().filter(part -> part.absent().contains(column)).count();
    if (absent == withRows.size() && absences.allow(column)) {
      return true;
    }
    if (absent > 0 || withRows.stream().anyMatch(part -> part.unfit().contains(column))) {
      throw new OddFileException("column '%s' has no value".formatted(column.name()));
    }
    return false;
  }

  private List<String> addUpChecks() {
    Map<Check, FailedCheck> sums = new LinkedHashMap<>();
    table.checks().forEach(check -> sums.put(check, new FailedCheck(check, 0, 0)));
    for (int i = 0; i < parts.size(); i++) {
      long offset = offsets.get(i);
      for (FailedCheck more : parts.get(i).failed()) {
        if (more.check().otherwise() == Check.Otherwise.FAIL) {
          throw new OddFileException("check '%s' fails".formatted(more.check().name()));
        }
        sums.computeIfPresent(more.check(), (check, sum) -> sum.and(more, offset));
      }
    }
    return sums.values().stream()
        .filter(check -> check.rows() > 0)
        .map(FailedCheck::told)
        .collect(Collectors.toList());
  }
}
