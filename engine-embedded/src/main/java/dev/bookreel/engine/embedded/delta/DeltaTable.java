package dev.bookreel.engine.embedded.delta;

import dev.bookreel.engine.embedded.delta.DeletionVectors.RowSet;
import dev.bookreel.error.CommitUnknownException;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.Inventory;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.LocalCopies;
import io.delta.kernel.Operation;
import io.delta.kernel.SnapshotBuilder;
import io.delta.kernel.TableManager;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.commit.CommitFailedException;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.engine.JsonHandler;
import io.delta.kernel.engine.MetricsReporter;
import io.delta.kernel.engine.ParquetHandler;
import io.delta.kernel.exceptions.ConcurrentWriteException;
import io.delta.kernel.exceptions.MaxCommitRetryLimitReachedException;
import io.delta.kernel.exceptions.TableAlreadyExistsException;
import io.delta.kernel.exceptions.UnsupportedTableFeatureException;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.hook.PostCommitHook;
import io.delta.kernel.hook.PostCommitHook.PostCommitHookType;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.actions.SetTransaction;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.data.DelegateRow;
import io.delta.kernel.internal.data.TransactionStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.transaction.DataLayoutSpec;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transaction log of one Delta table. Safe between threads and processes, and on storage that
 * machines share between machines: of several commits on the same version exactly one succeeds.
 */
public final class DeltaTable {
  private static final Logger log = LoggerFactory.getLogger(DeltaTable.class);
  private static final String WRITER = "Bookreel";
  private static final String CATALOG_MANAGED = "for catalogManaged tables";
  private static final int NO_RETRIES = 0;

  /** With times in the commits, these survive copying the table and clocks that are set back. */
  private static final Map<String, String> PROPERTIES =
      Map.of("delta.enableDeletionVectors", "true", "delta.enableInCommitTimestamps", "true");

  private final Engine kernel;
  private final Path location;
  private volatile @Nullable Known known;
  private volatile @Nullable Seen seen;

  public DeltaTable(Path location) {
    this.location = location.toAbsolutePath().normalize();
    this.kernel = new LocalKernel(this.location);
  }

  public Path location() {
    return location;
  }

  /**
   * The number of the newest version, by a look at the log's file names; empty if there is no
   * table.
   */
  public OptionalLong newestVersion() {
    Optional<Seen> newest = seenOn().or(this::seen);
    seen = newest.orElse(null);
    return newest.isPresent() ? OptionalLong.of(newest.get().version()) : OptionalLong.empty();
  }

  /**
   * The newest version that the log had.
   *
   * @param committed when its commit was written: tells a table that was replaced by another
   */
  private record Seen(long version, Optional<FileTime> committed) {}

  /**
   * From the one that was the newest before on: a log has no gaps, and may have many files. On
   * remote storage a list costs no more than a look at one file.
   */
  private Optional<Seen> seenOn() {
    Seen last = seen;
    if (last == null
        || last.committed().isEmpty()
        || !committed(last.version()).equals(last.committed())) {
      return Optional.empty();
    }
    Seen newest = last;
    for (Optional<FileTime> next = committed(newest.version() + 1);
        next.isPresent();
        next = committed(newest.version() + 1)) {
      newest = new Seen(newest.version() + 1, next);
    }
    return Optional.of(newest);
  }

  private Optional<Seen> seen() {
    return versions()
        .map(
            all ->
                new Seen(
                    all.newest(),
                    LocalCopies.isRemote(location) ? Optional.empty() : committed(all.newest())));
  }

  /** Which versions the log's file names say that there are; empty if there is no table. */
  public Optional<Versions> versions() {
    Path logFolder = location.resolve("_delta_log");
    try (Stream<Path> names = Files.list(logFolder)) {
      return Versions.of(
          names.map(path -> path.getFileName().toString()).collect(Collectors.toList()));
    } catch (NoSuchFileException | NotDirectoryException none) {
      return Optional.empty();
    } catch (IOException e) {
      throw new LakeException(
          "Cannot read %s: %s. Make the folder readable".formatted(logFolder, IoReason.of(e)), e);
    }
  }

  /** The newest version; empty if there is no table here. */
  public Optional<TableVersion> latest() {
    OptionalLong newest = newestVersion();
    return newest.isPresent()
        ? Optional.of(
            known(newest.getAsLong())
                .orElseGet(() -> keep(build(TableManager.loadSnapshot(location.toString())))))
        : Optional.empty();
  }

  /**
   * What was read of the log last, and when the version's commit was written.
   *
   * @param committed tells a table that was replaced by another
   */
  private record Known(TableVersion version, FileTime committed) {}

  private Optional<TableVersion> known(long version) {
    Known last = known;
    return last != null
            && last.version().version() == version
            && committed(version).equals(Optional.of(last.committed()))
        ? Optional.of(last.version())
        : Optional.empty();
  }

  private TableVersion keep(TableVersion version) {
    Known last = known;
    if (last == null || last.version().version() <= version.version()) {
      committed(version.version()).ifPresent(time -> known = new Known(version, time));
    }
    return version;
  }

  /** Empty if the log has only a checkpoint of it, or cannot be reached just now. */
  private Optional<FileTime> committed(long version) {
    try {
      return Optional.of(
          Files.getLastModifiedTime(location.resolve("_delta_log/%020d.json".formatted(version))));
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }

  /**
   * What the folder should hold by every version that the log still has, and what lies in it
   * besides.
   *
   * @param wrote whether a data file has a name that only Bookreel gives
   */
  public Inventory inventory(Predicate<Path> wrote) {
    return new TableInventory(location, new Checkpoints(), wrote).take();
  }

  private final class Checkpoints implements TableInventory.Versions {
    @Override
    public List<DataFile> files(long version) {
      return at(version).files();
    }

    @Override
    public Set<Long> sizes(Path checkpoint) {
      long actions = 0;
      long files = 0;
      FileStatus file = FileStatus.of(LocalFileIO.uri(checkpoint), size(checkpoint), 0);
      try (CloseableIterator<FileReadResult> batches =
          kernel
              .getParquetHandler()
              .readParquetFiles(
                  Utils.singletonCloseableIterator(file),
                  new StructType().add("add", new StructType().add("path", StringType.STRING)),
                  Optional.empty())) {
        while (batches.hasNext()) {
          ColumnarBatch batch = batches.next().getData();
          actions += batch.getSize();
          for (int row = 0; row < batch.getSize(); row++) {
            files += batch.getColumnVector(0).isNullAt(row) ? 0 : 1;
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new HashSet<>(List.of(actions, files));
    }

    private long size(Path file) {
      try {
        return Files.size(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A version that exists. */
  public TableVersion at(long version) {
    return known(version)
        .orElseGet(
            () -> keep(build(TableManager.loadSnapshot(location.toString()).atVersion(version))));
  }

  /** When the versions of a table that exists were committed. */
  public CommitTimes commitTimes() {
    return new CommitTimes(
        kernel, location, build(TableManager.loadSnapshot(location.toString())).snapshot());
  }

  /** When a version that exists was committed. */
  public Instant committedAt(long version) {
    return commitTimes().of(at(version).snapshot());
  }

  private TableVersion build(SnapshotBuilder builder) {
    try {
      SnapshotImpl snapshot = (SnapshotImpl) builder.build(kernel);
      Features.requireReadable(location, snapshot.getProtocol());
      return new TableVersion(kernel, location, snapshot);
    } catch (UnsupportedTableFeatureException e) {
      throw Features.unreadable(location, new TreeSet<>(e.getUnsupportedFeatures()));
    } catch (RuntimeException e) {
      // Kernel asks a catalog's client for more than the log before it looks at the features.
      throw String.valueOf(e.getMessage()).contains(CATALOG_MANAGED)
          ? Features.unreadable(location, List.of("catalogManaged"))
          : DamagedLog.of(location, e);
    }
  }

  /**
   * Creates the table as version 0, with deletion vectors and in-commit timestamps enabled.
   *
   * @throws LostRaceException if somebody else created it meanwhile; nothing was committed
   */
  public long create(TableSchema schema, List<String> partitionColumns, Change change)
      throws LostRaceException {
    DataLayoutSpec layout =
        partitionColumns.isEmpty()
            ? DataLayoutSpec.noDataLayout()
            : DataLayoutSpec.partitioned(
                partitionColumns.stream().map(Column::new).collect(Collectors.toList()));
    Map<String, String> properties = new HashMap<>(schema.properties());
    properties.putAll(PROPERTIES);
    try {
      Transaction transaction =
          TableManager.buildCreateTableTransaction(location.toString(), schema.columns(), WRITER)
              .withTableProperties(properties)
              .withDataLayoutSpec(layout)
              .withMaxRetries(NO_RETRIES)
              .build(kernel);
      return commit(
          transaction, actions(transaction.getTransactionState(kernel), Optional.empty(), change));
    } catch (TableAlreadyExistsException e) {
      throw new LostRaceException(e);
    }
  }

  /**
   * Commits on top of a version that was read, or not at all: nothing is retried on what may have
   * changed.
   *
   * @param schema the table's new schema, if it is to have another
   * @throws LakeException if the table has features that we cannot write; nothing was committed
   * @throws LostRaceException if there is a newer version; nothing was committed
   * @throws CommitUnknownException if writing the log failed: look for the transaction's identity
   */
  public long commit(TableVersion base, Optional<TableSchema> schema, Change change)
      throws LostRaceException {
    base.requireWritable(!change.removed().isEmpty() || !change.deletedRows().isEmpty());
    Transaction transaction =
        base.snapshot()
            .buildUpdateTableTransaction(WRITER, Operation.WRITE)
            .withMaxRetries(NO_RETRIES)
            .build(kernel);
    List<Row> actions = new ArrayList<>();
    Row state = transaction.getTransactionState(kernel);
    if (schema.isPresent()) {
      Metadata metadata =
          base.snapshot()
              .getMetadata()
              .withNewSchema(schema.get().columns())
              .withMergedConfiguration(schema.get().properties());
      actions.add(SingleAction.createMetadataSingleAction(metadata.toRow()));
      // New files' statistics are written by the schema that the transaction's state has.
      state =
          TransactionStateRow.of(
              metadata, base.snapshot().getProtocol(), LocalFileIO.uri(location), NO_RETRIES);
    }
    actions.addAll(actions(state, Optional.of(base), change));
    return commit(transaction, actions);
  }

  private long commit(Transaction transaction, List<Row> actions) throws LostRaceException {
    try {
      TransactionCommitResult result =
          transaction.commit(
              kernel,
              CloseableIterable.inMemoryIterable(Utils.toCloseableIterator(actions.iterator())));
      writeCheckpointIfDue(result);
      return result.getVersion();
    } catch (MaxCommitRetryLimitReachedException e) {
      if (e.getCause() instanceof CommitFailedException failed && !failed.isConflict()) {
        throw unknown(e);
      }
      throw new LostRaceException(e);
    } catch (ConcurrentWriteException e) {
      throw new LostRaceException(e);
    }
  }

  private CommitUnknownException unknown(Exception cause) {
    return new CommitUnknownException(
        "Cannot tell whether a commit to %s happened: %s. Check the disk, then run the same command again: "
                .formatted(location, DamagedLog.reason(cause))
            + "it finds out and completes what is missing.",
        cause);
  }

  /**
   * A table without its checkpoint is slower to open, not wrong: failing is only worth a warning.
   */
  private void writeCheckpointIfDue(TransactionCommitResult result) {
    for (PostCommitHook hook : result.getPostCommitHooks()) {
      if (hook.getType() == PostCommitHookType.CHECKPOINT) {
        try {
          hook.threadSafeInvoke(kernel);
        } catch (IOException | RuntimeException e) {
          log.warn("No checkpoint written for version {} of {}", result.getVersion(), location, e);
        }
      }
    }
  }

  private List<Row> actions(Row state, Optional<TableVersion> base, Change change) {
    List<Row> actions = new ArrayList<>();
    change
        .transaction()
        .ifPresent(
            id ->
                actions.add(
                    SingleAction.createTxnSingleAction(
                        new SetTransaction(
                                id.application(),
                                id.version(),
                                Optional.of(System.currentTimeMillis()))
                            .toRow())));
    change.removed().forEach(file -> actions.add(remove(file, change.changesRows())));
    base.ifPresent(version -> actions.addAll(withDeletedRows(version, change.deletedRows())));
    change.added().forEach(file -> actions.add(add(state, file, change.changesRows())));
    return actions;
  }

  private static Row remove(DataFile file, boolean changesRows) {
    return SingleAction.createRemoveFileSingleAction(
        file.action().toRemoveFileRow(changesRows, Optional.empty()));
  }

  /** As {@link Transaction#generateAppendActions} does, which takes no tags. */
  private static Row add(Row state, NewFile file, boolean changesRows) {
    try {
      BasicFileAttributes found = Files.readAttributes(file.path(), BasicFileAttributes.class);
      if (found.size() != file.bytes()) {
        throw new LakeException(
            "%s has %d bytes instead of %d: somebody changed it. Nothing was committed; run the same command again"
                .formatted(file.path(), found.size(), file.bytes()));
      }
      DataFileStatus status =
          new DataFileStatus(
              LocalFileIO.uri(file.path()),
              file.bytes(),
              found.lastModifiedTime().toMillis(),
              Optional.of(file.statistics()));
      return SingleAction.createAddFileSingleAction(
          AddFile.convertDataFileStatus(
                  TransactionStateRow.getPhysicalSchema(state),
                  new io.delta.kernel.internal.fs.Path(TransactionStateRow.getTablePath(state))
                      .toUri(),
                  status,
                  Partitions.literals(
                      TransactionStateRow.getLogicalSchema(state), file.partition()),
                  changesRows,
                  Tags.ofData(file.sha256()),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty())
              .toRow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Each file is removed and added again with the vector; one without any row left is only removed.
   */
  private List<Row> withDeletedRows(TableVersion base, Map<DataFile, long[]> deletedRows) {
    List<Row> actions = new ArrayList<>();
    Map<DataFile, RowSet> remaining = new HashMap<>();
    deletedRows.forEach(
        (file, positions) -> {
          RowSet all = new RowSet();
          all.add(positions);
          all.add(base.deletedRows(file));
          actions.add(remove(file, true));
          if (file.action().getNumRecords().orElse(Long.MAX_VALUE) > all.size()) {
            remaining.put(file, all);
          }
        });
    if (remaining.isEmpty()) {
      return actions;
    }
    try {
      DeletionVectors.Written written = DeletionVectors.write(location, remaining);
      written.descriptors().forEach((file, vector) -> actions.add(addAgain(file, vector, written)));
    } catch (IOException e) {
      throw new LakeException(
          "Cannot write to %s: %s. The table is unchanged. Make room, then run the same command again"
              .formatted(location, IoReason.of(e)),
          e);
    }
    return actions;
  }

  private static Row addAgain(
      DataFile file, DeletionVectorDescriptor vector, DeletionVectors.Written written) {
    AddFile old = file.action();
    Row withoutStatistics =
        AddFile.createAddFileRow(
            new StructType(),
            old.getPath(),
            old.getPartitionValues(),
            old.getSize(),
            old.getModificationTime(),
            true,
            Optional.of(vector),
            Optional.of(Tags.withDeletionVector(old.getTags(), written.file(), written.sha256())),
            old.getBaseRowId(),
            old.getDefaultRowCommitVersion(),
            Optional.empty());
    return SingleAction.createAddFileSingleAction(
        old.getStatsJson()
            .<Row>map(
                statistics ->
                    new DelegateRow(
                        withoutStatistics,
                        Map.of(
                            AddFile.FULL_SCHEMA.indexOf("stats"),
                            StatisticsText.withoutTightBounds(statistics))))
            .orElse(withoutStatistics));
  }

  /** A subclass, because the factory method's other form would make Hadoop a dependency of ours. */
  private static final class LocalKernel extends DefaultEngine {
    private final Path place;

    LocalKernel(Path place) {
      super(new LocalFileIO(place));
      this.place = place;
    }

    @Override
    public ParquetHandler getParquetHandler() {
      return new WholeParquet(super.getParquetHandler(), place);
    }

    @Override
    public JsonHandler getJsonHandler() {
      return new OneSpelling(super.getJsonHandler());
    }

    /**
     * Nobody reads Kernel's metrics; writing each as JSON takes longer than opening a small table.
     */
    @Override
    public List<MetricsReporter> getMetricsReporters() {
      return List.of();
    }
  }
}
