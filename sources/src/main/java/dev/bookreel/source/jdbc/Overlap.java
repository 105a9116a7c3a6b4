package dev.bookreel.source.jdbc;

import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.error.LakeException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/**
 * How far behind the last reading the next one begins, so that it gets what was committed late.
 *
 * @param time for watermarks that are times; empty if the project gave a number
 * @param number for watermarks that are numbers; empty if the project gave a time
 */
record Overlap(Optional<Duration> time, Optional<BigDecimal> number) {
  static final Overlap STANDARD =
      new Overlap(Optional.of(Duration.ofHours(1)), Optional.of(BigDecimal.valueOf(1000)));

  /**
   * @throws LakeException if it is neither
   */
  static Overlap parse(String text, TableName table) {
    if (text.matches("\\d{1,18}(\\.\\d{1,18})?")) {
      return new Overlap(Optional.empty(), Optional.of(new BigDecimal(text)));
    }
    Optional<Duration> time = SourceDefinition.parseDuration(text);
    if (time.isEmpty()) {
      throw new LakeException(
          "The overlap '%s' of %s is no length of time and no number. Write for example 1 h, or 1000 for a watermark that is a number"
              .formatted(text, table));
    }
    return new Overlap(time, Optional.empty());
  }
}
