package dev.bookreel.compatibility;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** Reads tables as any user of Kernel does: through its default engine and Hadoop's file system. */
final class KernelReader {
  private final Engine engine = DefaultEngine.create(new Configuration());

  long version(Path table) {
    return snapshot(table).getVersion();
  }

  /**
   * A file's content as Hadoop's local file system reads it: against its checksum, if it has one.
   */
  static byte[] bytes(Path file) throws IOException {
    var path = new org.apache.hadoop.fs.Path(file.toUri());
    try (var in = path.getFileSystem(new Configuration()).open(path)) {
      return in.readAllBytes();
    }
  }

  private Snapshot snapshot(Path table) {
    return TableManager.loadSnapshot(table.toString()).build(engine);
  }

  /** Every row, with values as the product's own rows have them. */
  List<List<@Nullable Object>> rows(Path table) throws IOException {
    Scan scan = snapshot(table).getScanBuilder().build();
    Row state = scan.getScanState(engine);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> files = batches.next().getRows()) {
          while (files.hasNext()) {
            readFile(state, files.next(), rows);
          }
        }
      }
    }
    return rows;
  }

  private void readFile(Row state, Row file, List<List<@Nullable Object>> rows) throws IOException {
    CloseableIterator<ColumnarBatch> physical =
        engine
            .getParquetHandler()
            .readParquetFiles(
                Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                ScanStateRow.getPhysicalDataReadSchema(state),
                Optional.empty())
            .map(result -> result.getData());
    try (CloseableIterator<FilteredColumnarBatch> logical =
        Scan.transformPhysicalData(engine, state, file, physical)) {
      while (logical.hasNext()) {
        addRows(logical.next(), rows);
      }
    }
  }

  private static void addRows(FilteredColumnarBatch batch, List<List<@Nullable Object>> rows) {
    ColumnarBatch data = batch.getData();
    for (int row = 0; row < data.getSize(); row++) {
      int position = row;
      boolean counts =
          batch
              .getSelectionVector()
              .map(selected -> !selected.isNullAt(position) && selected.getBoolean(position))
              .orElse(true);
      if (counts) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int column = 0; column < data.getSchema().length(); column++) {
          values.add(value(data.getColumnVector(column), row));
        }
        rows.add(values);
      }
    }
  }

  private static @Nullable Object value(ColumnVector vector, int row) {
    if (vector.isNullAt(row)) {
      return null;
    }
    DataType type = vector.getDataType();
    if (type instanceof ArrayType) {
      return list(vector.getArray(row));
    }
    if (type instanceof StringType) {
      return vector.getString(row);
    }
    if (type instanceof IntegerType) {
      return vector.getInt(row);
    }
    if (type instanceof LongType) {
      return vector.getLong(row);
    }
    if (type instanceof DoubleType) {
      return vector.getDouble(row);
    }
    if (type instanceof BooleanType) {
      return vector.getBoolean(row);
    }
    if (type instanceof DateType) {
      return LocalDate.ofEpochDay(vector.getInt(row));
    }
    if (type instanceof TimestampType) {
      return Instant.EPOCH.plus(vector.getLong(row), ChronoUnit.MICROS);
    }
    if (type instanceof DecimalType) {
      return vector.getDecimal(row);
    }
    throw new IllegalArgumentException("No test table has a column of type " + type);
  }

  private static List<@Nullable Object> list(ArrayValue array) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < array.getSize(); i++) {
      values.add(value(array.getElements(), i));
    }
    return values;
  }
}
