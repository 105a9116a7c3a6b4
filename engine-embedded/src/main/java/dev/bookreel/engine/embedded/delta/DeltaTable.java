package dev.bookreel.engine.embedded.delta;

import dev.bookreel.engine.embedded.delta.DeletionVectors.RowSet;
import dev.bookreel.error.CommitUnknownException;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.IoReason;
import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Operation;
import io.delta.kernel.SnapshotBuilder;
import io.delta.kernel.TableManager;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.commit.CommitFailedException;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.MetricsReporter;
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
import io.delta.kernel.internal.actions.SetTransaction;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.data.DelegateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.transaction.DataLayoutSpec;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.DataFileStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transaction log of one Delta table on the local file system. Safe between threads and
 * processes: of several commits on the same version exactly one succeeds.
 */
public final class DeltaTable {
  private static final Logger log = LoggerFactory.getLogger(DeltaTable.class);
  private static final String WRITER = "Bookreel";

  private final Engine kernel = new LocalKernel();
  private final Path location;

  public DeltaTable(Path location) {
    this.location = location.toAbsolutePath().normalize();
  }

  public Path location() {
    return location;
  }

  /**
   * The number of the newest version, by a look at the log's file names; empty if there is no
   * table.
   */
  public OptionalLong newestVersion() {
    return versions()
        .map(versions -> OptionalLong.of(versions.newest()))
        .orElse(OptionalLong.empty());
  }

  /** Which versions the log's file names say that there are; empty if there is no table. */
  public Optional<Versions> versions() {
    Path logFolder = location.resolve("_delta_log");
    if (!Files.isDirectory(logFolder)) {
      return Optional.empty();
    }
    try (Stream<Path> names = Files.list(logFolder)) {
      return Versions.of(
          names.map(path -> path.getFileName().toString()).collect(Collectors.toList()));
    } catch (IOException e) {
      throw new LakeException(
          "Cannot read %s: %s. Make the folder readable".formatted(logFolder, IoReason.of(e)), e);
    }
  }

  /** The newest version; empty if there is no table here. */
  public Optional<TableVersion> latest() {
    return newestVersion().isPresent()
        ? Optional.of(build(TableManager.loadSnapshot(location.toString())))
        : Optional.empty();
  }

  /** A version that exists. */
  public TableVersion at(long version) {
    return build(TableManager.loadSnapshot(location.toString()).atVersion(version));
  }

  /** When the versions of a table that exists were committed. */
  public CommitTimes commitTimes() {
    return new CommitTimes(
        kernel, build(TableManager.loadSnapshot(location.toString())).snapshot());
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
      throw DamagedLog.of(location, e);
    }
  }

  /**
   * Creates the table as version 0, with deletion vectors enabled.
   *
   * @throws LostRaceException if somebody else created it meanwhile; nothing was committed
   */
  public long create(StructType schema, List<String> partitionColumns, Change change)
      throws LostRaceException {
    DataLayoutSpec layout =
        partitionColumns.isEmpty()
            ? DataLayoutSpec.noDataLayout()
            : DataLayoutSpec.partitioned(
                partitionColumns.stream().map(Column::new).collect(Collectors.toList()));
    try {
      Transaction transaction =
          TableManager.buildCreateTableTransaction(location.toString(), schema, WRITER)
              .withTableProperties(Map.of("delta.enableDeletionVectors", "true"))
              .withDataLayoutSpec(layout)
              .withMaxRetries(0)
              .build(kernel);
      return commit(transaction, actions(transaction, Optional.empty(), change));
    } catch (TableAlreadyExistsException e) {
      throw new LostRaceException(e);
    }
  }

  /**
   * Commits on top of a version that was read, or not at all: nothing is retried on what may have
   * changed.
   *
   * @param schema the table's new schema, if it gains columns
   * @throws LakeException if the table has features that we cannot write; nothing was committed
   * @throws LostRaceException if there is a newer version; nothing was committed
   * @throws CommitUnknownException if writing the log failed: look for the transaction's identity
   */
  public long commit(TableVersion base, Optional<StructType> schema, Change change)
      throws LostRaceException {
    base.requireWritable(!change.removed().isEmpty() || !change.deletedRows().isEmpty());
    Transaction transaction =
        base.snapshot()
            .buildUpdateTableTransaction(WRITER, Operation.WRITE)
            .withMaxRetries(0)
            .build(kernel);
    List<Row> actions = new ArrayList<>();
    schema.ifPresent(
        wider ->
            actions.add(
                SingleAction.createMetadataSingleAction(
                    base.snapshot().getMetadata().withNewSchema(wider).toRow())));
    actions.addAll(actions(transaction, Optional.of(base), change));
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

  private List<Row> actions(Transaction transaction, Optional<TableVersion> base, Change change) {
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
    change.removed().forEach(file -> actions.add(remove(file)));
    base.ifPresent(version -> actions.addAll(withDeletedRows(version, change.deletedRows())));
    change.added().forEach(file -> actions.add(add(transaction, file)));
    return actions;
  }

  private static Row remove(DataFile file) {
    return SingleAction.createRemoveFileSingleAction(
        file.action().toRemoveFileRow(true, Optional.empty()));
  }

  private Row add(Transaction transaction, NewFile file) {
    DataWriteContext context =
        Transaction.getWriteContext(
            kernel,
            transaction.getTransactionState(kernel),
            Partitions.literals(transaction.getSchema(kernel), file.partition()));
    try {
      DataFileStatus status =
          new DataFileStatus(
              LocalFileIO.uri(file.path()),
              file.bytes(),
              Files.getLastModifiedTime(file.path()).toMillis(),
              Optional.of(file.statistics()));
      return Transaction.generateAppendActions(
              kernel,
              transaction.getTransactionState(kernel),
              Utils.singletonCloseableIterator(status),
              context)
          .next();
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
          actions.add(remove(file));
          if (file.action().getNumRecords().orElse(Long.MAX_VALUE) > all.size()) {
            remaining.put(file, all);
          }
        });
    if (remaining.isEmpty()) {
      return actions;
    }
    try {
      DeletionVectors.write(location, remaining)
          .forEach((file, vector) -> actions.add(addAgain(file, vector)));
    } catch (IOException e) {
      throw new LakeException(
          "Cannot write to %s: %s. The table is unchanged. Make room, then run the same command again"
              .formatted(location, IoReason.of(e)),
          e);
    }
    return actions;
  }

  private static Row addAgain(DataFile file, DeletionVectorDescriptor vector) {
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
            old.getTags(),
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
    LocalKernel() {
      super(new LocalFileIO());
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
