package dev.bookreel.engine.embedded.delta;

import io.delta.kernel.Scan;
import io.delta.kernel.ScanBuilder;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One version of a Delta table: immutable, whatever is committed meanwhile. */
public final class TableVersion {
  private final Engine kernel;
  private final SnapshotImpl snapshot;

  TableVersion(Engine kernel, SnapshotImpl snapshot) {
    this.kernel = kernel;
    this.snapshot = snapshot;
  }

  public long version() {
    return snapshot.getVersion();
  }

  public StructType schema() {
    return snapshot.getSchema();
  }

  public List<String> partitionColumns() {
    return snapshot.getPartitionColumnNames();
  }

  /** A table property; empty if it is not set. */
  public Optional<String> property(String name) {
    return Optional.ofNullable(snapshot.getMetadata().getConfiguration().get(name));
  }

  /** The version that an application recorded last in this table. */
  public Optional<Long> transactionVersion(String application) {
    return snapshot.getLatestTransactionVersion(kernel, application);
  }

  /** Every file of this version. */
  public List<DataFile> files() {
    return files(Optional.empty());
  }

  /**
   * The files that may hold rows for which a condition is true: what partitions and statistics rule
   * out is left out.
   */
  public List<DataFile> files(Optional<Predicate> condition) {
    ScanBuilder builder = snapshot.getScanBuilder();
    if (condition.isPresent()) {
      builder = builder.withFilter(condition.get());
    }
    Scan scan = builder.build();
    List<DataFile> files = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(kernel, true)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getRows()) {
          rows.forEachRemaining(row -> files.add(dataFile(row)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** Positions (from 0) of a file's rows that do not count, ascending. */
  public long[] deletedRows(DataFile file) {
    return file.deletionVector()
        .map(vector -> DeletionVectors.read(kernel, snapshot.getPath(), vector))
        .orElse(new long[0]);
  }

  SnapshotImpl snapshot() {
    return snapshot;
  }

  private static DataFile dataFile(Row scanRow) {
    return new DataFile(
        LocalFileIO.path(InternalScanFileUtils.getAddFileStatus(scanRow).getPath()),
        InternalScanFileUtils.getPartitionValues(scanRow),
        new AddFile(scanRow.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL)));
  }
}
