package dev.bookreel.engine.embedded;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.LoadOutcome;
import dev.bookreel.engine.Tail;
import dev.bookreel.engine.embedded.delta.Change;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.LostRaceException;
import dev.bookreel.engine.embedded.delta.NewFile;
import dev.bookreel.engine.embedded.delta.TableSchema;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import io.delta.kernel.types.StructType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Works out a table's history anew from a moment on. A table aside begins with the records as they
 * were known just before that moment; the tail's deliveries are loaded into it in order; what then
 * differs from the table is committed.
 *
 * <p>The history alone would not do: that a later delivery confirmed a record is written nowhere in
 * it. So the later deliveries are read again.
 */
final class Reload implements AutoCloseable {
  /** The keys to which the work is restricted, if it is. */
  private static final String AFFECTED = "affected";

  private final Duck duck;
  private final DeliveryReader reader;
  private final TableDefinition definition;
  private final TableVersion base;
  private final DeltaTable aside;
  private final Quarantine quarantine;
  private final LakeLayout layout;
  private final Workspace workspace;

  /**
   * @param base the version that is worked out anew
   */
  Reload(
      LakeLayout layout,
      Duck duck,
      DeliveryReader reader,
      TableDefinition definition,
      TableVersion base) {
    this.layout = layout;
    this.duck = duck;
    this.reader = reader;
    this.definition = definition;
    this.base = base;
    this.aside = new DeltaTable(layout.scratch(definition.name() + "-reload-" + UUID.randomUUID()));
    this.quarantine = new Quarantine(layout, definition.name());
    this.workspace = duck.workspace();
  }

  /**
   * @throws LostRaceException if the table has another version by now; it is unchanged
   */
  List<LoadOutcome> run(DeltaTable table, Tail tail, TailVersions.Finder finder)
      throws SQLException, LostRaceException {
    boolean restricted = definition.contains() == Contains.CHANGES && !tail.readsAnew();
    if (restricted) {
      gatherAffectedKeys(tail);
    }
    try (TailVersions versions =
        finder.find(
            workspace,
            definition,
            base,
            restricted ? affectedFiles() : base.files(),
            tail.start(),
            restricted ? Optional.of(AFFECTED) : Optional.empty())) {
      return run(table, tail, versions, restricted);
    }
  }

  private List<LoadOutcome> run(
      DeltaTable table, Tail tail, TailVersions versions, boolean restricted)
      throws SQLException, LostRaceException {
    create(versions.seed(aside));
    Refusals refusals = new Refusals(workspace, definition.name());
    Loader loader =
        new Loader(
            layout,
            duck,
            reader,
            definition,
            aside,
            restricted ? new Restricted(refusals) : refusals);
    List<LoadOutcome> outcomes = new ArrayList<>();
    Absences absences = Absences.unknown(definition, base, tail.start());
    for (Delivery delivery : tail.deliveries()) {
      outcomes.add(loader.load(delivery, tail.acceptDeletions() || !tail.adds(delivery), absences));
    }
    long version = commit(table, versions);
    refusals.recordOf(quarantine, restricted ? List.copyOf(tail.added()) : tail.times());
    return outcomes.stream()
        .map(
            outcome ->
                outcome.<LoadOutcome>match(
                    committed -> committed.inVersion(version),
                    already -> already,
                    late -> late,
                    held -> held))
        .collect(Collectors.toList());
  }

  /** Those that an added delivery names. All other records stay what they are. */
  private void gatherAffectedKeys(Tail tail) throws SQLException {
    boolean first = true;
    for (Delivery delivery : tail.deliveries()) {
      if (!tail.adds(delivery)) {
        continue;
      }
      try (Workspace own = duck.workspace();
          Reading reading =
              reader.read(
                  own, definition, delivery, Absences.allBut(definition), Optional.empty())) {
        own.execute(
            (first ? "CREATE TABLE %s AS SELECT %s FROM %s" : "INSERT INTO %s SELECT %s FROM %s")
                .formatted(
                    workspace.qualified(AFFECTED),
                    Sql.names(definition.key()),
                    reading.accepted()));
      }
      first = false;
    }
  }

  private List<DataFile> affectedFiles() throws SQLException {
    return base.files(KeyRange.of(workspace, definition, AFFECTED).condition());
  }

  /** Loads only what belongs to the affected keys; what else was delivered did no harm. */
  private final class Restricted implements Loader.Intake {
    private final Refusals refusals;

    Restricted(Refusals refusals) {
      this.refusals = refusals;
    }

    @Override
    public void read(Reading reading) throws SQLException {
      reading.keepOnly(workspace.qualified(AFFECTED));
    }

    /** The table aside has the affected records only. */
    @Override
    public TableVersion measure(TableVersion loadedInto) {
      return base;
    }

    @Override
    public void refused(Workspace loading, Delivery delivery) throws SQLException {
      refusals.refused(loading, delivery);
    }
  }

  private void create(List<NewFile> seed) {
    try {
      aside.create(
          TableSchema.of(base.schema()), HistorySchema.PARTITION_COLUMNS, Change.append(seed));
    } catch (LostRaceException e) {
      throw new IllegalStateException("Nobody else knows the table aside", e);
    }
  }

  private long commit(DeltaTable table, TailVersions versions)
      throws SQLException, LostRaceException {
    TableVersion worked = aside.latest().orElseThrow();
    StructType schema = worked.schema();
    TailVersions.Difference difference = versions.difference(worked);
    boolean sameSchema = schema.equals(base.schema());
    if (sameSchema && difference.isEmpty()) {
      return base.version();
    }
    List<NewFile> added = difference.write(table);
    try {
      return table.commit(
          base,
          sameSchema ? Optional.empty() : Optional.of(TableSchema.of(schema)),
          new Change(added, List.of(), difference.replacedRows(), Optional.empty()));
    } catch (LostRaceException e) {
      Loader.deleteUnused(added);
      throw e;
    }
  }

  @Override
  public void close() {
    workspace.close();
    Loader.deleteFolder(aside.location());
  }
}
