package dev.bookreel.engine.embedded;

import dev.bookreel.engine.embedded.delta.NewFile;
import dev.bookreel.engine.embedded.duck.Sql;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.statistics.DataFileStatistics;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A data file that was written and is durable, told in texts that can go from machine to machine.
 *
 * @param name its path within the table's folder
 * @param columns what DuckDB tells of each column when it has written it
 */
public record WrittenFile(
    String name,
    long rows,
    long bytes,
    String sha256,
    Map<String, String> partition,
    Map<String, Map<String, String>> columns)
    implements Serializable {
  /** A longer text is no bound: a cut maximum would have to be raised, and readers disagree how. */
  private static final int LONGEST_TEXT_BOUND = 32;

  /** Days that Java's old calendar lacks: Kernel reads such a bound as one ten days later. */
  private static final LocalDate FIRST_OF_GAP = LocalDate.of(1582, 10, 5);

  private static final LocalDate LAST_OF_GAP = LocalDate.of(1582, 10, 14);

  public WrittenFile {
    partition = Map.copyOf(partition);
    columns = Map.copyOf(columns);
  }

  /** Files, ready to be committed to the table in that folder. */
  public static List<NewFile> in(List<WrittenFile> files, Path table, StructType schema) {
    return files.stream().map(file -> file.in(table, schema)).collect(Collectors.toList());
  }

  /** The file, ready to be committed to the table in that folder. */
  public NewFile in(Path table, StructType schema) {
    return new NewFile(table.resolve(name), bytes, sha256, partition, statistics(schema));
  }

  /**
   * For every top-level column that is no list, map or struct: null count and, where exact, bounds.
   */
  private DataFileStatistics statistics(StructType schema) {
    Map<Column, Literal> least = new HashMap<>();
    Map<Column, Literal> greatest = new HashMap<>();
    Map<Column, Long> nulls = new HashMap<>();
    schema
        .fields()
        .forEach(
            field -> {
              Map<String, String> found = columns.get(Sql.name(field.getName()));
              if (found == null) {
                return;
              }
              Column column = new Column(field.getName());
              String nullCount = found.get("null_count");
              if (nullCount != null && isScalar(field.getDataType())) {
                nulls.put(column, Long.parseLong(nullCount));
              }
              if (!"true".equals(found.get("has_nan"))) {
                bound(field.getDataType(), found, "min").ifPresent(it -> least.put(column, it));
                bound(field.getDataType(), found, "max").ifPresent(it -> greatest.put(column, it));
              }
            });
    return new DataFileStatistics(rows, least, greatest, nulls, Optional.of(true));
  }

  private static boolean isScalar(DataType type) {
    return !(type instanceof ArrayType || type instanceof MapType || type instanceof StructType);
  }

  private static Optional<Literal> bound(DataType type, Map<String, String> found, String which) {
    String text = found.get(which);
    if (text == null || !"true".equals(found.get(which + "_is_exact"))) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(literal(type, text, which.equals("max")));
    } catch (DateTimeParseException | NumberFormatException notABound) {
      return Optional.empty();
    }
  }

  private static @Nullable Literal literal(DataType type, String text, boolean greatest) {
    if (type instanceof StringType) {
      return text.length() <= LONGEST_TEXT_BOUND ? Literal.ofString(text) : null;
    }
    if (type instanceof IntegerType) {
      return Literal.ofInt(Integer.parseInt(text));
    }
    if (type instanceof LongType) {
      return Literal.ofLong(Long.parseLong(text));
    }
    if (type instanceof DoubleType) {
      return Literal.ofDouble(Double.parseDouble(text));
    }
    if (type instanceof DecimalType decimal) {
      return Literal.ofDecimal(
          new BigDecimal(text).setScale(decimal.getScale()),
          decimal.getPrecision(),
          decimal.getScale());
    }
    if (type instanceof DateType) {
      LocalDate day = LocalDate.parse(text);
      boolean isGap = FIRST_OF_GAP.compareTo(day) <= 0 && day.compareTo(LAST_OF_GAP) <= 0;
      return isGap ? null : Literal.ofDate((int) day.toEpochDay());
    }
    if (type instanceof TimestampType) {
      return Literal.ofTimestamp(milliseconds(text, greatest));
    }
    return null;
  }

  /**
   * The log keeps milliseconds: a minimum is cut down to them, a maximum raised. In microseconds.
   */
  private static long milliseconds(String text, boolean greatest) {
    Instant instant =
        OffsetDateTime.parse(text.replace(' ', 'T').replaceFirst("([+-]\\d{2})$", "$1:00"))
            .toInstant();
    Instant bound = instant.truncatedTo(ChronoUnit.MILLIS);
    if (greatest && !bound.equals(instant)) {
      bound = bound.plusMillis(1);
    }
    return Sql.micros(bound);
  }
}
