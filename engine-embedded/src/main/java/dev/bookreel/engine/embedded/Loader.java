package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.Breach;
import dev.bookreel.engine.ChangeCounts;
import dev.bookreel.engine.LoadOutcome;
import dev.bookreel.engine.Phase;
import dev.bookreel.engine.Tail;
import dev.bookreel.engine.embedded.delta.Change;
import dev.bookreel.engine.embedded.delta.Change.TransactionId;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.LostRaceException;
import dev.bookreel.engine.embedded.delta.NewFile;
import dev.bookreel.engine.embedded.delta.TableSchema;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.CommitUnknownException;
import dev.bookreel.error.ConflictException;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Loads deliveries into one table. */
final class Loader {
  private static final int ATTEMPTS = 20;

  private final LakeLayout layout;
  private final Duck duck;
  private final DeliveryReader reader;
  private final TableDefinition definition;
  private final DeltaTable table;
  private final Intake intake;

  /** What becomes of a delivery's rows beside being merged. */
  interface Intake {
    /** A delivery was read: of what is not to be merged nothing may be kept. */
    default void read(Reading reading) throws SQLException {}

    /** The version by whose live records it is told whether a delivery changes too many. */
    default TableVersion measure(TableVersion loadedInto) {
      return loadedInto;
    }

    /** A delivery that was read is about to be committed: {@link Delivered#REFUSED} stays out. */
    void refused(Workspace workspace, Delivery delivery) throws SQLException;
  }

  Loader(LakeLayout layout, Duck duck, DeliveryReader reader, TableDefinition definition) {
    this(
        layout,
        duck,
        reader,
        definition,
        layout.table(definition.name()),
        new Quarantine(layout, definition.name())::record);
  }

  /** For a table aside. */
  Loader(
      LakeLayout layout,
      Duck duck,
      DeliveryReader reader,
      TableDefinition definition,
      DeltaTable table,
      Intake intake) {
    this.layout = layout;
    this.duck = duck;
    this.reader = reader;
    this.definition = definition;
    this.table = table;
    this.intake = intake;
  }

  /** The delivery time is the transaction's version: it grows from load to load. */
  private TransactionId identity(Instant deliveredAt) {
    return new TransactionId("bookreel:" + definition.name(), deliveredAt.toEpochMilli());
  }

  private Optional<Instant> lastLoaded(TableVersion version) {
    return version
        .transactionVersion(identity(Instant.EPOCH).application())
        .map(Instant::ofEpochMilli);
  }

  Optional<Instant> lastLoaded() {
    return table.latest().flatMap(this::lastLoaded);
  }

  LoadOutcome load(Delivery delivery, boolean accept) {
    return load(delivery, accept, Absences.none());
  }

  /**
   * The file is read once; only the comparison is repeated when another writer was first.
   *
   * @param absences narrowed to what this delivery lacks
   */
  LoadOutcome load(Delivery delivery, boolean accept, Absences absences) {
    try (Workspace workspace = duck.workspace()) {
      return load(workspace, delivery, accept, absences);
    } catch (SQLException e) {
      throw failed(delivery, e);
    }
  }

  private LoadOutcome load(
      Workspace workspace, Delivery delivery, boolean accept, Absences absences)
      throws SQLException {
    @Nullable Reading reading = null;
    try {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        workspace.begins(delivery, Phase.OPENING);
        Optional<TableVersion> base = table.latest();
        Optional<Instant> last = base.flatMap(this::lastLoaded);
        if (last.isPresent() && !last.get().isBefore(delivery.deliveredAt())) {
          return last.get().equals(delivery.deliveredAt())
              ? new LoadOutcome.AlreadyLoaded()
              : new LoadOutcome.Late();
        }
        base.ifPresent(this::refuseConflicts);
        base.ifPresent(version -> version.requireWritable(true));
        if (reading == null) {
          reading = reader.read(workspace, definition, delivery, absences, base);
          intake.read(reading);
        }
        workspace.begins(delivery, Phase.COMPARING);
        Comparison comparison = reading.compare(base);
        if (!accept) {
          Optional<LoadOutcome.Held> held = held(reading, comparison, base);
          if (held.isPresent()) {
            return held.get();
          }
        }
        try {
          workspace.begins(delivery, Phase.QUARANTINE);
          intake.refused(workspace, delivery);
          return committed(
              commit(workspace, comparison, base, delivery),
              comparison.counts(),
              reading.findings());
        } catch (LostRaceException retried) {
          // Somebody else changed the table: what was compared is out of date.
        }
      }
    } finally {
      if (reading != null) {
        reading.close();
      }
    }
    throw new ConflictException(
        "Cannot load %s into %s: other writers committed first %d times. The table is unchanged; load again later"
            .formatted(delivery.file(), definition.name(), ATTEMPTS),
        null);
  }

  /** Live records are counted only for a delivery that changes something, or says nothing. */
  private Optional<LoadOutcome.Held> held(
      Reading reading, Comparison comparison, Optional<TableVersion> base) throws SQLException {
    ChangeCounts counts = comparison.counts();
    if (base.isEmpty() || (counts.deleted() == 0 && counts.updated() == 0 && counts.read() > 0)) {
      return Optional.empty();
    }
    long live = reading.live(intake.measure(base.get()));
    Map<Breach, List<List<Object>>> breaches = new EnumMap<>(Breach.class);
    for (Breach breach : Breach.of(definition, counts, live)) {
      breaches.put(breach, comparison.examples(breach));
    }
    return breaches.isEmpty()
        ? Optional.empty()
        : Optional.of(new LoadOutcome.Held(counts, live, breaches));
  }

  private static LoadOutcome.Committed committed(
      long version, ChangeCounts counts, Findings findings) {
    return new LoadOutcome.Committed(version, counts, findings.newFields(), findings.warnings());
  }

  private long commit(
      Workspace workspace, Comparison comparison, Optional<TableVersion> base, Delivery delivery)
      throws SQLException, LostRaceException {
    workspace.begins(delivery, Phase.WRITING);
    List<NewFile> files = comparison.write(table);
    Change change =
        new Change(
            files,
            List.of(),
            comparison.replacedRows(),
            Optional.of(identity(delivery.deliveredAt())));
    workspace.begins(delivery, Phase.COMMITTING);
    try {
      return commit(base, extended(base, delivery.deliveredAt()), change);
    } catch (LostRaceException e) {
      deleteUnused(files);
      throw e;
    } catch (CommitUnknownException e) {
      Optional<TableVersion> now = table.latest();
      if (now.flatMap(this::lastLoaded).equals(Optional.of(delivery.deliveredAt()))) {
        return now.get().version();
      }
      throw e;
    }
  }

  /** The schema that the load gives the table, if the definition has columns that it lacks. */
  private Optional<TableSchema> extended(Optional<TableVersion> base, Instant deliveredAt) {
    return base.filter(version -> !Drift.between(version, definition).added().isEmpty())
        .map(
            version ->
                TableSchema.of(HistorySchema.extended(version.schema(), definition, deliveredAt)));
  }

  private long commit(Optional<TableVersion> base, Optional<TableSchema> schema, Change change)
      throws LostRaceException {
    return base.isPresent()
        ? table.commit(base.get(), schema, change)
        : table.create(HistorySchema.whole(definition), HistorySchema.PARTITION_COLUMNS, change);
  }

  static void deleteUnused(List<NewFile> files) {
    try {
      for (NewFile file : files) {
        Files.deleteIfExists(file.path());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void refuseConflicts(TableVersion version) {
    Drift.between(version, definition).refuseConflicts(definition);
  }

  Optional<LoadOutcome.Committed> recount(Delivery delivery) {
    Optional<TableVersion> loaded =
        walkBack(table.latest(), last -> last.isAfter(delivery.deliveredAt()));
    if (!loaded.flatMap(this::lastLoaded).equals(Optional.of(delivery.deliveredAt()))) {
      return Optional.empty();
    }
    return Optional.of(recount(delivery, loaded.get()));
  }

  /** A rebuild keeps the newest delivery's time: its load is the first version that has it. */
  private LoadOutcome.Committed recount(Delivery delivery, TableVersion loaded) {
    TableVersion version = loaded;
    Optional<TableVersion> before = before(version);
    while (before.isPresent()
        && before.flatMap(this::lastLoaded).equals(Optional.of(delivery.deliveredAt()))) {
      version = before.get();
      before = before(version);
    }
    before.ifPresent(this::refuseConflicts);
    try (Workspace workspace = duck.workspace();
        Reading reading =
            reader.read(workspace, definition, delivery, Absences.allBut(definition), before)) {
      return committed(version.version(), reading.compare(before).counts(), reading.findings());
    } catch (SQLException e) {
      throw failed(delivery, e);
    }
  }

  OptionalLong position(Delivery delivery, List<Object> key) {
    try (Workspace workspace = duck.workspace()) {
      return Delivered.read(
              workspace, definition, delivery, Absences.allBut(definition), layout.inflation())
          .position(key);
    } catch (SQLException e) {
      throw failed(delivery, e);
    }
  }

  /** The newest version, from this one back, of whose last delivery the condition is not true. */
  private Optional<TableVersion> walkBack(
      Optional<TableVersion> from, Predicate<Instant> isPassedOver) {
    Optional<TableVersion> version = from;
    while (version.isPresent()
        && version.flatMap(this::lastLoaded).filter(isPassedOver).isPresent()) {
      version = before(version.get());
    }
    return version;
  }

  private Optional<TableVersion> before(TableVersion version) {
    return version.version() == 0 ? Optional.empty() : Optional.of(table.at(version.version() - 1));
  }

  List<LoadOutcome> reload(Tail tail, TailVersions.Finder finder) {
    TableVersion base =
        table
            .latest()
            .filter(version -> lastLoaded(version).equals(Optional.of(tail.end())))
            .orElseThrow(() -> loadedMeanwhile("reload", null));
    refuseConflicts(base);
    base.requireWritable(true);
    try (Reload reload = new Reload(layout, duck, reader, definition, base)) {
      return reload.run(table, tail, finder);
    } catch (LostRaceException e) {
      throw loadedMeanwhile("reload", e);
    } catch (SQLException e) {
      throw failed(tail.deliveries().get(0), e);
    }
  }

  /** The deliveries are loaded into a table aside, whose content then replaces this one's. */
  LoadOutcome.Committed rebuild(List<Delivery> deliveries, Rewriter rewriter) {
    Optional<TableVersion> base = table.latest();
    base.ifPresent(version -> version.requireWritable(true));
    refuseIfNewer(base, deliveries);
    Path aside = layout.scratch(definition.name() + "-rebuild-" + UUID.randomUUID());
    try (Workspace workspace = duck.workspace()) {
      Refusals refusals = new Refusals(workspace, definition.name());
      Loader scratch =
          new Loader(layout, duck, reader, definition, new DeltaTable(aside), refusals);
      List<LoadOutcome.Committed> loads = new ArrayList<>();
      List<String> notes = scratch.loadAll(deliveries, loads);
      long version = replaceBy(base, scratch.table.latest().orElseThrow(), deliveries, rewriter);
      refusals.recordAllOf(new Quarantine(layout, definition.name()));
      return new LoadOutcome.Committed(version, sum(loads), List.of(), notes);
    } catch (SQLException e) {
      throw failed(deliveries.get(0), e);
    } finally {
      deleteFolder(aside);
    }
  }

  /**
   * The newest delivery must have every field, the others those that were there before them.
   *
   * @param loads to which their outcomes are added
   * @return which columns are null in the oldest ones
   */
  private List<String> loadAll(List<Delivery> deliveries, List<LoadOutcome.Committed> loads) {
    List<String> notes = new ArrayList<>();
    Absences absences = Absences.allBut(definition);
    List<Column> lacking = List.of();
    for (int i = 0; i < deliveries.size(); i++) {
      Delivery delivery = deliveries.get(i);
      if (i == deliveries.size() - 1) {
        absences = Absences.none();
      }
      load(delivery, true, absences)
          .match(loads::add, already -> false, late -> false, held -> false);
      for (Column column : lacking) {
        if (!absences.allow(column)) {
          notes.add(
              "column '%s' is null before %s: no earlier delivery has the field '%s'"
                  .formatted(column.name(), delivery.deliveredAt(), column.from()));
        }
      }
      lacking = absences.columns();
    }
    return notes;
  }

  /** The base is read before anything is loaded aside: what is committed meanwhile is not lost. */
  private void refuseIfNewer(Optional<TableVersion> base, List<Delivery> deliveries) {
    Instant newest = deliveries.get(deliveries.size() - 1).deliveredAt();
    if (base.flatMap(this::lastLoaded).filter(last -> last.isAfter(newest)).isPresent()) {
      throw loadedMeanwhile("rebuild", null);
    }
  }

  private ConflictException loadedMeanwhile(String what, @Nullable Exception cause) {
    return new ConflictException(
        "Cannot %s %s: it was loaded meanwhile. Nothing was changed; run the same command again"
            .formatted(what, definition.name()),
        cause);
  }

  private long replaceBy(
      Optional<TableVersion> base,
      TableVersion rebuilt,
      List<Delivery> deliveries,
      Rewriter rewriter)
      throws SQLException {
    Instant newest = deliveries.get(deliveries.size() - 1).deliveredAt();
    try (Workspace workspace = duck.workspace()) {
      List<Rewrite> rewrites = new ArrayList<>();
      rebuilt.files().stream()
          .collect(Collectors.groupingBy(DataFile::partition))
          .forEach(
              (partition, part) ->
                  rewrites.addAll(
                      Rewrite.of(
                          definition.name().toString(),
                          rebuilt,
                          part,
                          Rewrite.GOOD_BYTES,
                          List.of(),
                          table.location())));
      List<NewFile> files =
          WrittenFile.in(
              rewriter.rewrite(workspace, rebuilt, rewrites), table.location(), rebuilt.schema());
      Change change =
          new Change(
              files,
              base.map(TableVersion::files).orElse(List.of()),
              Map.of(),
              Optional.of(identity(newest)));
      try {
        return commit(base, base.flatMap(this::replaced), change);
      } catch (LostRaceException e) {
        deleteUnused(files);
        throw loadedMeanwhile("rebuild", e);
      }
    }
  }

  /** The schema that the definition gives the table, if it has another. */
  private Optional<TableSchema> replaced(TableVersion version) {
    TableSchema whole = HistorySchema.whole(definition);
    return version.schema().equals(whole.columns())
            && HistorySchema.key(version).equals(Optional.of(definition.key()))
        ? Optional.empty()
        : Optional.of(whole);
  }

  private static ChangeCounts sum(List<LoadOutcome.Committed> loads) {
    ChangeCounts sum = new ChangeCounts(0, 0, 0, 0, 0, 0, 0);
    for (LoadOutcome.Committed load : loads) {
      sum = sum.plus(load.counts());
    }
    return sum;
  }

  static void deleteFolder(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LakeException failed(Delivery delivery, SQLException e) {
    return new LakeException(
        "Cannot load %s into %s: %s. The table is unchanged; load again when that is mended"
            .formatted(delivery.file(), definition.name(), Unreadable.firstLine(e)),
        e);
  }
}
