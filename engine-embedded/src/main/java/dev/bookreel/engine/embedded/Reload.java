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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /** The versions that may change, where they lie, and the last one before the tail. */
  private static final String CURRENT = "current";

  private static final String DIFFERENCE = "difference";

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
  List<LoadOutcome> run(DeltaTable table, Tail tail) throws SQLException, LostRaceException {
    boolean restricted = definition.contains() == Contains.CHANGES && !tail.readsAnew();
    if (restricted) {
      gatherAffectedKeys(tail);
    }
    List<DataFile> files = restricted ? affectedFiles() : base.files();
    gatherCurrent(files, restricted, tail.start());
    seed(tail.start());
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
    long version = commitDifference(table, files);
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
          Reading reading = reader.read(own, definition, delivery, Absences.allBut(definition))) {
        own.execute(
            (first ? "CREATE TABLE %s AS SELECT %s FROM %s" : "INSERT INTO %s SELECT %s FROM %s")
                .formatted(workspace.qualified(AFFECTED), key(""), reading.accepted()));
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

  /** Of a record's versions before the tail only the last one may change: it may be closed. */
  private void gatherCurrent(List<DataFile> files, boolean restricted, Instant start)
      throws SQLException {
    workspace.execute(
        """
        CREATE TABLE %s AS SELECT h.* FROM %s h %s
        QUALIFY valid_from >= %4$s
          OR row_number() OVER (PARTITION BY %5$s, valid_from >= %4$s ORDER BY valid_from DESC) = 1
        """
            .formatted(
                CURRENT,
                new Relation(workspace, base).withPositions(files),
                restricted ? "SEMI JOIN " + AFFECTED + " a ON " + sameKey("h", "a") : "",
                Sql.instant(start),
                key("h.")));
  }

  /** The records as they were known just before the tail: what it closed is open. */
  private void seed(Instant start) throws SQLException {
    String seeds =
        "SELECT * EXCLUDE (is_latest, __file, __row) REPLACE (CASE WHEN valid_to < %1$s THEN valid_to END AS valid_to) FROM %2$s WHERE valid_from < %1$s"
            .formatted(Sql.instant(start), CURRENT);
    List<NewFile> files =
        new ParquetWriter(workspace, aside.location(), base.schema())
            .write(seeds, HistorySchema.LATEST).stream().toList();
    try {
      aside.create(
          TableSchema.of(base.schema()), HistorySchema.PARTITION_COLUMNS, Change.append(files));
    } catch (LostRaceException e) {
      throw new IllegalStateException("Nobody else knows the table aside", e);
    }
  }

  /** A version is known by its record and when it began. */
  private long commitDifference(DeltaTable table, List<DataFile> files)
      throws SQLException, LostRaceException {
    TableVersion worked = aside.latest().orElseThrow();
    StructType schema = worked.schema();
    String reloaded = new Relation(workspace, worked).of(worked.files());
    workspace.execute(
        """
        CREATE TABLE %s AS SELECT n.*, c.__file, c.__row
        FROM (SELECT * FROM %2$s WHERE false UNION ALL BY NAME SELECT * FROM %3$s) c
        FULL JOIN %2$s n ON %4$s AND c.valid_from = n.valid_from
        WHERE c.__row IS NULL OR n.valid_from IS NULL OR %5$s
        """
            .formatted(
                DIFFERENCE,
                reloaded,
                CURRENT,
                sameKey("c", "n"),
                schema.fieldNames().stream()
                    .map(Sql::name)
                    .map(name -> "c." + name + " IS DISTINCT FROM n." + name)
                    .collect(Collectors.joining(" OR "))));
    boolean sameSchema = schema.equals(base.schema());
    if (sameSchema && workspace.number("SELECT count(*) FROM " + DIFFERENCE) == 0) {
      return base.version();
    }
    List<NewFile> added = write(new ParquetWriter(workspace, table.location(), schema));
    Map<DataFile, long[]> gone =
        new Relation(workspace, base)
            .positions(
                files, "SELECT __file, __row FROM " + DIFFERENCE + " WHERE __row IS NOT NULL");
    try {
      return table.commit(
          base,
          sameSchema ? Optional.empty() : Optional.of(TableSchema.of(schema)),
          new Change(added, List.of(), gone, Optional.empty()));
    } catch (LostRaceException e) {
      Loader.deleteUnused(added);
      throw e;
    }
  }

  private static List<NewFile> write(ParquetWriter writer) throws SQLException {
    List<NewFile> files = new ArrayList<>();
    for (Map<String, String> partition : List.of(HistorySchema.LATEST, HistorySchema.NOT_LATEST)) {
      writer
          .write(
              "SELECT * EXCLUDE (is_latest, __file, __row) FROM %s WHERE is_latest = %s"
                  .formatted(DIFFERENCE, partition.get(HistorySchema.IS_LATEST)),
              partition)
          .ifPresent(files::add);
    }
    return files;
  }

  private String key(String prefix) {
    return keyColumns().map(name -> prefix + name).collect(Collectors.joining(", "));
  }

  private String sameKey(String one, String other) {
    return keyColumns()
        .map(name -> one + "." + name + " = " + other + "." + name)
        .collect(Collectors.joining(" AND "));
  }

  private Stream<String> keyColumns() {
    return definition.key().stream().map(Sql::name);
  }

  @Override
  public void close() {
    workspace.close();
    Loader.deleteFolder(aside.location());
  }
}
