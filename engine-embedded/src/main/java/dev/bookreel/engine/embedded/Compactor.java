package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.Compaction;
import dev.bookreel.engine.embedded.delta.Change;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.LostRaceException;
import dev.bookreel.engine.embedded.delta.NewFile;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.CommitUnknownException;
import dev.bookreel.error.ConflictException;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.DurableFiles;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rewrites a table's small files, and those of which rows were deleted, into well-sized ones. */
final class Compactor {
  /** So many small files of one partition are put together. */
  private static final int MANY_FILES = 16;

  /** After so many commits somebody looks for them: looking after each would cost as much as it. */
  private static final int COMMITS = 8;

  /** So much of a large file is deleted before it is rewritten: a third. */
  private static final int MUCH_DELETED = 3;

  private static final int ATTEMPTS = 5;

  private static final Logger log = LoggerFactory.getLogger(Compactor.class);

  private final Workspace workspace;
  private final Rewriter rewriter;
  private final DeltaTable table;
  private final TableName name;
  private final Optional<TableDefinition> definition;

  Compactor(LakeLayout layout, Workspace workspace, Rewriter rewriter, TableName name) {
    this.workspace = workspace;
    this.rewriter = rewriter;
    this.table = layout.table(name);
    this.name = name;
    this.definition = layout.definition().table(name);
  }

  /** Rewrites whatever is worth it. */
  Optional<Compaction> compact() {
    return compact(
        new Policy(
            file -> file.hasDeletedRows() || isSmall(file),
            files ->
                parts(files) < files.size() || files.stream().anyMatch(DataFile::hasDeletedRows)));
  }

  /**
   * Keeps a table from being read more slowly with each load: rewrites what has become many small
   * files, and files of which much is deleted. If that fails, what was committed before stays, and
   * the next who looks tries again.
   *
   * @param version that was just committed: of some only it is looked whether there is something to
   *     do
   */
  void tidy(long version) {
    if (version == 0 || version % COMMITS != 0) {
      return;
    }
    try {
      compact(
          new Policy(
              file -> isSmall(file) || isMuchDeleted(file),
              files ->
                  (files.size() >= MANY_FILES && parts(files) < files.size())
                      || files.stream().anyMatch(file -> !isSmall(file))));
    } catch (LakeException e) {
      log.warn("{} keeps its small files for now", name, e);
    }
  }

  /** Which files are rewritten, and which of one partition are worth the work. */
  private record Policy(Predicate<DataFile> takes, Predicate<List<DataFile>> isDue) {}

  private Optional<Compaction> compact(Policy policy) {
    try {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        Optional<TableVersion> base = table.latest();
        List<List<DataFile>> groups =
            base.map(version -> groups(version, policy)).orElse(List.of());
        if (groups.isEmpty()) {
          return Optional.empty();
        }
        Optional<Compaction> done = rewrite(base.orElseThrow(), groups);
        if (done.isPresent()) {
          return done;
        }
      }
    } catch (SQLException e) {
      throw new LakeException(
          "Cannot compact %s: %s. The table is unchanged; compact again when that is mended"
              .formatted(name, Unreadable.firstLine(e)),
          e);
    }
    throw new ConflictException(
        "Cannot compact %s: others changed the same files first %d times. The table is unchanged; compact again when nobody loads"
            .formatted(name, ATTEMPTS),
        null);
  }

  private static boolean isSmall(DataFile file) {
    return file.bytes() < Rewrite.GOOD_BYTES / 4;
  }

  private static boolean isMuchDeleted(DataFile file) {
    return file.hasDeletedRows()
        && file.deletedRows() > file.records().orElseThrow() / MUCH_DELETED;
  }

  /** Files of one partition each. */
  private List<List<DataFile>> groups(TableVersion version, Policy policy) {
    Map<Map<String, String>, List<DataFile>> byPartition = new LinkedHashMap<>();
    for (DataFile file : version.files()) {
      if (policy.takes().test(file)) {
        byPartition.computeIfAbsent(file.partition(), key -> new ArrayList<>()).add(file);
      }
    }
    List<List<DataFile>> groups = new ArrayList<>(byPartition.values());
    groups.removeIf(files -> !policy.isDue().test(files));
    groups.forEach(
        files ->
            files.sort(
                Comparator.<DataFile>comparingLong(file -> file.action().getModificationTime())
                    .thenComparing(DataFile::path)));
    return groups;
  }

  private static long parts(List<DataFile> files) {
    return Rewrite.parts(Rewrite.bytes(files), Rewrite.GOOD_BYTES);
  }

  /** Empty if somebody else changed the same files. */
  private Optional<Compaction> rewrite(TableVersion base, List<List<DataFile>> groups)
      throws SQLException {
    base.requireWritable(true);
    List<Rewrite> rewrites = new ArrayList<>();
    for (List<DataFile> group : groups) {
      rewrites.addAll(
          Rewrite.of(name.toString(), base, group, Rewrite.GOOD_BYTES, order(), table.location()));
    }
    List<DataFile> before = groups.stream().flatMap(List::stream).collect(Collectors.toList());
    List<NewFile> after =
        WrittenFile.in(
            rewriter.rewrite(workspace, base, rewrites), table.location(), base.schema());
    boolean kept = false;
    try {
      Optional<Long> version = commit(base, Change.rewriting(before, after));
      kept = version.isPresent();
      return version.map(
          number ->
              new Compaction(
                  number,
                  before.size(),
                  after.size(),
                  Rewrite.bytes(before),
                  after.stream().mapToLong(NewFile::bytes).sum()));
    } catch (CommitUnknownException e) {
      kept = true;
      throw e;
    } finally {
      if (!kept) {
        deleteUnused(after);
      }
    }
  }

  /**
   * By key, so that few files can hold the keys of a delivery of changes: times first, because what
   * is delivered together is close in time. Other tables keep the order in which files came.
   */
  private List<String> order() {
    if (definition.isEmpty()) {
      return List.of();
    }
    List<String> columns =
        definition.get().keyColumns().stream()
            .sorted(Comparator.comparing(column -> !isTime(column)))
            .map(Column::name)
            .collect(Collectors.toCollection(ArrayList::new));
    columns.add(HistorySchema.VALID_FROM);
    return columns;
  }

  private static boolean isTime(Column column) {
    return column.type() == Scalar.TIMESTAMP || column.type() == Scalar.DATE;
  }

  /** What others committed meanwhile does not matter while the files that go are as they were. */
  private Optional<Long> commit(TableVersion base, Change change) {
    TableVersion current = base;
    for (int attempt = 1; attempt <= ATTEMPTS && hasAll(current, change.removed()); attempt++) {
      try {
        return Optional.of(table.commit(current, Optional.empty(), change));
      } catch (LostRaceException e) {
        current = table.latest().orElseThrow();
      } catch (CommitUnknownException e) {
        TableVersion now = table.latest().orElseThrow();
        if (holds(now, change.added())) {
          return Optional.of(now.version());
        }
        throw e;
      }
    }
    return Optional.empty();
  }

  private static boolean hasAll(TableVersion version, List<DataFile> files) {
    return version.files().stream()
        .map(DataFile::identity)
        .collect(Collectors.toSet())
        .containsAll(files.stream().map(DataFile::identity).collect(Collectors.toSet()));
  }

  private static boolean holds(TableVersion version, List<NewFile> files) {
    return version.files().stream()
        .map(DataFile::path)
        .collect(Collectors.toSet())
        .containsAll(files.stream().map(NewFile::path).collect(Collectors.toSet()));
  }

  private static void deleteUnused(List<NewFile> files) {
    files.forEach(file -> DurableFiles.deleteLeftOver(file.path()));
  }
}
