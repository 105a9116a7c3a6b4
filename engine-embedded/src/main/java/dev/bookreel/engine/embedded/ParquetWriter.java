package dev.bookreel.engine.embedded;

import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.NewFile;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.DurableFiles;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.LocalCopies;
import dev.bookreel.file.Sha256;
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
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes query results as data files of a Delta table, durable and with statistics for the log. */
final class ParquetWriter {
  /** A longer text is no bound: a cut maximum would have to be raised, and readers disagree how. */
  private static final int LONGEST_TEXT_BOUND = 32;

  /** Days that Java's old calendar lacks: Kernel reads such a bound as one ten days later. */
  private static final LocalDate FIRST_OF_GAP = LocalDate.of(1582, 10, 5);

  private static final LocalDate LAST_OF_GAP = LocalDate.of(1582, 10, 14);

  private static final Pattern OWN_NAME = Pattern.compile("part-[0-9a-f-]{36}\\.parquet");

  private final Workspace workspace;
  private final DeltaTable table;
  private final StructType schema;

  ParquetWriter(Workspace workspace, DeltaTable table, StructType schema) {
    this.workspace = workspace;
    this.table = table;
    this.schema = schema;
  }

  /** Whether a file has a name that only this class gives. */
  static boolean wrote(Path file) {
    return OWN_NAME.matcher(file.getFileName().toString()).matches();
  }

  /**
   * Writes a query's rows to one new file.
   *
   * @param query gives the table's columns without those it is partitioned by
   * @return the file, or empty if there were no rows; then nothing is left behind
   */
  Optional<NewFile> write(String query, Map<String, String> partition) throws SQLException {
    Path folder = table.location();
    for (Map.Entry<String, String> entry : partition.entrySet()) {
      folder = folder.resolve(entry.getKey() + "=" + entry.getValue());
    }
    Path file = folder.resolve("part-" + UUID.randomUUID() + ".parquet");
    try {
      DurableFiles.createDirectories(folder);
      Written written = copy(query, file);
      Path copy = LocalCopies.of(file);
      if (written.rows() == 0) {
        Files.delete(copy);
        return Optional.empty();
      }
      String sha256 = Sha256.of(copy);
      LocalCopies.publish(file);
      return Optional.of(
          new NewFile(file, written.bytes(), sha256, partition, statistics(written)));
    } catch (IOException e) {
      throw new LakeException(
          "Cannot write to %s: %s. Check that the disk has room and the lake is writable"
              .formatted(folder, IoReason.of(e)),
          e);
    }
  }

  private record Written(long rows, long bytes, Map<String, Map<String, String>> columns) {}

  private Written copy(String query, Path file) throws SQLException {
    return workspace.one(
        "COPY ("
            + query
            + ") TO "
            + Sql.path(file)
            + " (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, RETURN_STATS true)",
        row ->
            new Written(
                row.getLong("count"),
                row.getLong("file_size_bytes"),
                columnStatistics(row.getObject("column_statistics"))));
  }

  private static Map<String, Map<String, String>> columnStatistics(@Nullable Object value) {
    Map<String, Map<String, String>> columns = new HashMap<>();
    if (value instanceof Map<?, ?> byColumn) {
      byColumn.forEach(
          (column, entries) -> {
            Map<String, String> texts = new HashMap<>();
            if (entries instanceof Map<?, ?> map) {
              map.forEach((name, text) -> texts.put(String.valueOf(name), String.valueOf(text)));
            }
            columns.put(String.valueOf(column), texts);
          });
    }
    return columns;
  }

  /**
   * For every top-level column that is no list, map or struct: null count and, where exact, bounds.
   */
  private DataFileStatistics statistics(Written written) {
    Map<Column, Literal> least = new HashMap<>();
    Map<Column, Literal> greatest = new HashMap<>();
    Map<Column, Long> nulls = new HashMap<>();
    schema
        .fields()
        .forEach(
            field -> {
              Map<String, String> found = written.columns().get(Sql.name(field.getName()));
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
    return new DataFileStatistics(written.rows(), least, greatest, nulls, Optional.of(true));
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
