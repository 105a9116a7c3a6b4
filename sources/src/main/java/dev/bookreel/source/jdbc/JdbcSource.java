package dev.bookreel.source.jdbc;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.Nearest;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceFile;
import dev.bookreel.source.Wanted;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database, read over one connection in one transaction: all tables are as they were at one
 * moment. So they are read one after the other. If the connection breaks, there is a new one, and
 * what is read from then on is of a later moment.
 */
final class JdbcSource implements Source {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcSource.class);

  private final Database database;
  private final Selections selections;
  private final Semaphore turns = new Semaphore(1, true);

  /** Changed by who has the turn; closing looks at it without. */
  private volatile @Nullable Snapshot snapshot;

  private volatile boolean closed;

  /**
   * @throws IOException if the database cannot be reached, and that may pass
   * @throws LakeException if it refuses
   */
  JdbcSource(Database database, Selections selections) throws IOException {
    this.database = database;
    this.selections = selections;
    this.snapshot = database.begin();
  }

  @Override
  public List<SourceFile> files(Wanted wanted) throws IOException {
    TableDefinition table = wanted.table();
    Selected selected = selections.of(table);
    String relation = selected.relation(database.dialect()::quoted);
    ZoneId zone = selections.zone().orElse(wanted.zone());
    Optional<String> watermark = selections.watermark(table);
    await();
    try {
      List<Field> fields = fields(selected, relation);
      JdbcFile all =
          new JdbcFile(
              this, selected, new Reading(table, relation, fields, "", zone), Optional.empty());
      return watermark.isEmpty() ? List.of(all) : changes(wanted, all, watermark.get());
    } finally {
      turns.release();
    }
  }

  private List<Field> fields(Selected selected, String relation) throws IOException {
    List<Field> fields =
        ask(
            selected,
            snapshot ->
                snapshot.ask(c -> database.dialect().fields(c, relation, database.queryTimeout())));
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      if (!names.add(field.name())) {
        throw new LakeException(
            "%s has two columns '%s'. Give them different names with 'select'"
                .formatted(selected.at(location()), field.name()));
      }
    }
    if (fields.isEmpty()) {
      throw new LakeException("%s has no columns. Select some".formatted(selected.at(location())));
    }
    return fields;
  }

  private List<SourceFile> changes(Wanted wanted, JdbcFile whole, String column)
      throws IOException {
    Selected selected = whole.selected();
    Reading all = whole.reading();
    Dialect dialect = database.dialect();
    Field field = watermark(selected, all, column);
    Mark.Kind kind = dialect.growth(field).orElseThrow(() -> doesNotGrow(selected, field));
    Optional<Mark> highest =
        ask(
            selected,
            snapshot ->
                snapshot.ask(
                    c -> dialect.highest(c, all.relation(), field, kind, database.queryTimeout())));
    warnOfNulls(selected, all, field);
    Optional<Mark> last =
        reached(wanted, whole.location()).flatMap(text -> Watermark.parse(text, column, kind));
    Optional<Mark> from =
        last.map(mark -> mark.less(selections.overlap(all.table().name()), column));
    if (highest.isEmpty() || from.filter(mark -> !mark.isBelow(highest.get())).isPresent()) {
      return List.of();
    }
    Instant now =
        ask(selected, snapshot -> snapshot.ask(c -> dialect.now(c, database.queryTimeout())));
    Mark present = highest.get().notAfter(now, all.zone());
    Mark reached = last.filter(present::isBelow).orElse(present);
    String quoted = "q." + dialect.quoted(column);
    String condition =
        from.map(mark -> quoted + " > " + dialect.literal(mark)).orElse(quoted + " IS NOT NULL");
    return List.of(
        new JdbcFile(
            this,
            selected,
            new Reading(all.table(), all.relation(), all.fields(), condition, all.zone()),
            Optional.of(Watermark.text(column, reached))));
  }

  /** What another database reached, or another table, says nothing of this one. */
  private static Optional<String> reached(Wanted wanted, String location) {
    Optional<Wanted.Reached> reached = wanted.reached();
    if (reached.isPresent() && !reached.get().location().equals(location)) {
      LOG.warn(
          "{}: was read from {} until now. {} is read from its beginning",
          wanted.table().name(),
          reached.get().location(),
          location);
      return Optional.empty();
    }
    return reached.map(Wanted.Reached::watermark);
  }

  private Field watermark(Selected selected, Reading all, String column) {
    return all.fields().stream()
        .filter(field -> field.name().equals(column))
        .findFirst()
        .orElseThrow(
            () ->
                new LakeException(
                    "%s has no column '%s', which is its watermark. %s"
                        .formatted(
                            selected.at(location()),
                            column,
                            Nearest.hint(
                                column,
                                all.fields().stream()
                                    .map(Field::name)
                                    .sorted()
                                    .collect(Collectors.toList())))));
  }

  private LakeException doesNotGrow(Selected selected, Field field) {
    return new LakeException(
        "The column '%s' of %s is a %s and cannot be a watermark. Name a column of whole or decimal numbers, days or times"
            .formatted(field.name(), selected.at(location()), field.type()));
  }

  private void warnOfNulls(Selected selected, Reading all, Field field) throws IOException {
    if (field.nullable()
        && ask(
            selected,
            snapshot ->
                snapshot.ask(
                    c ->
                        database
                            .dialect()
                            .lacks(c, all.relation(), field, database.queryTimeout())))) {
      LOG.warn(
          "{}: rows of {} without a value in the watermark '{}' are never fetched. Give them one, or name a column that has no null",
          all.table().name(),
          selected.at(location()),
          field.name());
    }
  }

  /** Opens the rows; nobody else gets a turn until they are closed. */
  InputStream open(Selected selected, Reading reading) throws IOException {
    await();
    boolean opened = false;
    try {
      TableName table = reading.table().name();
      Rows rows = ask(selected, snapshot -> snapshot.ask(c -> database.dialect().rows(c, reading)));
      InputStream stream = new PackedRows(new Reader(selected, table), rows, reading.ifEmpty());
      opened = true;
      return stream;
    } finally {
      if (!opened) {
        turns.release();
      }
    }
  }

  private void await() {
    try {
      turns.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LakeException("Interrupted. Fetch again", e);
    }
  }

  /** Something that is done in a snapshot. */
  @FunctionalInterface
  private interface Step<T> {
    T run(Snapshot snapshot) throws SQLException;
  }

  /** In the snapshot that there is, or in a new one. */
  private <T> T ask(Selected selected, Step<T> step) throws IOException {
    Snapshot present = snapshot;
    if (present == null) {
      present = database.begin();
      snapshot = present;
      if (closed) {
        present.abort();
      }
    }
    try {
      present.patience(database.queryTimeout());
      return step.run(present);
    } catch (SQLException e) {
      throw failed(e, selected);
    }
  }

  private IOException failed(SQLException e, Selected selected) {
    if (closed) {
      return new IOException("closed while it was read", e);
    }
    IOException passing = database.failures().reading(e, selected);
    giveUp();
    return passing;
  }

  /** What was read is of another moment than what will be. */
  private void giveUp() {
    Snapshot old = snapshot;
    snapshot = null;
    if (old == null) {
      return;
    }
    old.abort();
    if (!closed && !old.read().isEmpty()) {
      LOG.warn(
          "{}: the connection is gone, or was given up. What follows is read as it is from now on, and may be newer than {}. The next fetch brings all to one moment again",
          location(),
          old.read().stream().map(TableName::toString).collect(Collectors.joining(", ")));
    }
  }

  /** One reading's use of the connection. */
  private final class Reader implements PackedRows.Turn {
    private final Selected selected;
    private final TableName table;
    private boolean outlived;

    Reader(Selected selected, TableName table) {
      this.selected = selected;
      this.table = table;
    }

    @Override
    public void flowing() throws SQLException {
      Snapshot present = snapshot;
      if (present != null) {
        present.patience(database.timeout());
      }
    }

    @Override
    public IOException failed(SQLException e) {
      Snapshot present = snapshot;
      try {
        return JdbcSource.this.failed(e, selected);
      } catch (LakeException wrongQuery) {
        outlived = present != null && present.outlives(e);
        throw wrongQuery;
      }
    }

    @Override
    public void end(boolean whole) {
      Snapshot present = snapshot;
      if (!whole && !outlived) {
        giveUp();
      } else if (whole && present != null) {
        present.hasRead(table);
      }
      turns.release();
    }
  }

  @Override
  public String location() {
    return database.location();
  }

  @Override
  public void close() {
    closed = true;
    Snapshot present = snapshot;
    if (present != null) {
      if (turns.tryAcquire()) {
        present.close();
        turns.release();
      } else {
        present.abort();
      }
    }
    database.drivers().close();
  }
}
