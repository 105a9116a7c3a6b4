package dev.bookreel.engine.embedded.delta;

import dev.bookreel.engine.TableDescription.Commit;
import dev.bookreel.error.LakeException;
import io.delta.kernel.Scan;
import io.delta.kernel.ScanBuilder;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.Protocol;
import io.delta.kernel.internal.util.ColumnMapping;
import io.delta.kernel.internal.util.ColumnMapping.ColumnMappingMode;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One version of a Delta table: immutable, whatever is committed meanwhile. */
public final class TableVersion {
  private final Engine kernel;
  private final Path location;
  private final SnapshotImpl snapshot;
  private final ColumnMappingMode mapping;
  private volatile @Nullable List<DataFile> files;

  TableVersion(Engine kernel, Path location, SnapshotImpl snapshot) {
    this.kernel = kernel;
    this.location = location;
    this.snapshot = snapshot;
    this.mapping = ColumnMapping.getColumnMappingMode(properties());
  }

  public Path location() {
    return location;
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

  public Map<String, String> properties() {
    return snapshot.getMetadata().getConfiguration();
  }

  public Protocol protocol() {
    return snapshot.getProtocol();
  }

  /** What a column is called in data files and partition values. */
  public String physicalName(StructField field) {
    return mapping == ColumnMappingMode.NONE
        ? field.getName()
        : ColumnMapping.getPhysicalName(field);
  }

  /** The number by which a column is found in data files, if that is how it is found. */
  public Optional<Long> fieldId(StructField field) {
    return mapping == ColumnMappingMode.ID
        ? Optional.of((long) ColumnMapping.getColumnId(field))
        : Optional.empty();
  }

  /** Whether a column may have another name or type in data files than in the schema. */
  public boolean mayRenameOrRetype() {
    return mapping != ColumnMappingMode.NONE
        || protocol().getReaderFeatures().stream().anyMatch(it -> it.startsWith("typeWidening"));
  }

  /**
   * Before anything is written on top of this version.
   *
   * @param replacesRows whether rows are to be replaced or deleted, not only added
   * @throws LakeException if the table has features that we cannot write; names them
   */
  public void requireWritable(boolean replacesRows) {
    Features.requireWritable(location, protocol(), snapshot.getMetadata(), replacesRows);
  }

  /** The last commits up to this version, newest first. */
  public List<Commit> commits(int limit) {
    return new CommitLog(location.resolve("_delta_log")).backFrom(version(), limit);
  }

  /** The version that an application recorded last in this table. */
  public Optional<Long> transactionVersion(String application) {
    return snapshot.getLatestTransactionVersion(kernel, application);
  }

  /** Every file of this version. The log is read once. */
  public List<DataFile> files() {
    List<DataFile> known = files;
    if (known == null) {
      known = List.copyOf(files(Optional.empty()));
      files = known;
    }
    return known;
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
      throw DamagedLog.of(location, new UncheckedIOException(e));
    } catch (RuntimeException e) {
      throw DamagedLog.of(location, e);
    }
    return files;
  }

  /** Positions (from 0) of a file's rows that do not count, ascending. */
  public long[] deletedRows(DataFile file) {
    try {
      return file.deletionVector()
          .map(vector -> DeletionVectors.read(kernel, snapshot.getPath(), vector))
          .orElse(new long[0]);
    } catch (RuntimeException e) {
      throw DamagedLog.ofVector(location, file, e);
    }
  }

  SnapshotImpl snapshot() {
    return snapshot;
  }

  private DataFile dataFile(Row scanRow) {
    return new DataFile(
        LocalFileIO.path(location, InternalScanFileUtils.getAddFileStatus(scanRow).getPath()),
        InternalScanFileUtils.getPartitionValues(scanRow),
        new AddFile(scanRow.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL)));
  }
}
