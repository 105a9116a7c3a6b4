package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.NewField;
import java.io.Serializable;
import java.util.List;

/**
 * What was found when a part of a delivery was read, for {@link WholeFindings}.
 *
 * @param rows records that could be split into fields
 * @param broken records that could not
 * @param refused rows that were refused for their values
 * @param failed checks that do not refuse rows, with positions from the part's beginning
 * @param empty columns of which no accepted row has a value
 * @param absent those of which no row even has the field
 * @param unfit others of them of which a row was delivered with one
 * @param newFields of CSV, of which the header tells
 */
public record PartFindings(
    long rows,
    long broken,
    long refused,
    List<FailedCheck> failed,
    List<Column> empty,
    List<Column> absent,
    List<Column> unfit,
    List<NewField> newFields)
    implements Serializable {
  public PartFindings {
    failed = List.copyOf(failed);
    empty = List.copyOf(empty);
    absent = List.copyOf(absent);
    unfit = List.copyOf(unfit);
    newFields = List.copyOf(newFields);
  }

  /** Of a part in which no record begins. */
  public static PartFindings none() {
    return new PartFindings(0, 0, 0, List.of(), List.of(), List.of(), List.of(), List.of());
  }

  long read() {
    return rows + broken;
  }
}
