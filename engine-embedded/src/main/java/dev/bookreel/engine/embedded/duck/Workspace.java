package dev.bookreel.engine.embedded.duck;

import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.Phase;
import dev.bookreel.file.LocalCopies;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.ProfilerPrintFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection with a catalog of its own, in which tables and views can be made that nobody else
 * sees and that go when it is closed. For one thread.
 */
public final class Workspace implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Workspace.class);

  private static final Map<Class<?>, String> ELEMENTS =
      Map.of(
          Long.class, "BIGINT",
          Double.class, "DOUBLE",
          Boolean.class, "BOOLEAN",
          LocalDate.class, "DATE",
          Instant.class, "TIMESTAMPTZ");

  /** Columns of {@link #places}. */
  public static final String PLACE_FILE = "__place_file";

  public static final String PLACE_ROW = "__place_row";

  private static final String NO_RESULT = "Invalid result set";

  /** Who waits for less needs not to be told how far it is. */
  private static final long LONG_NANOS = 1_000_000_000;

  private final Connection connection;
  private final String catalog;
  private final Shortage shortage;
  private final Watch watch;
  private final AtomicInteger names = new AtomicInteger();
  private final LocalCopies copies = new LocalCopies();
  private final Path spill;
  private final int mostPercent;
  private final List<Path> files = new ArrayList<>();
  private volatile @Nullable Statement prepared;
  private volatile @Nullable Running running;
  private @Nullable Doing doing;

  /** A statement that is being executed, one of several that are one work. */
  private record Running(
      Statement statement, long startNanos, @Nullable Doing part, int before, int together) {}

  private record Doing(Delivery delivery, Phase phase) {}

  /**
   * @param spill a folder for what has no room in memory
   * @param mostPercent of the memory that one view's rows may take
   */
  Workspace(
      Connection connection,
      String catalog,
      Path spill,
      int mostPercent,
      Shortage shortage,
      Watch watch) {
    this.spill = spill;
    this.mostPercent = mostPercent;
    this.connection = connection;
    this.catalog = catalog;
    this.shortage = shortage;
    this.watch = watch;
  }

  /** Tells who listens that what follows is a phase of a load. The last one ends on closing. */
  public void begins(Delivery delivery, Phase phase) {
    doing = new Doing(delivery, phase);
    watch.begin(this);
    watch.listener().begins(delivery, phase);
  }

  /** Tells how far the running statement is, if it takes long. For any thread. */
  void tellProgress() {
    Running now = running;
    if (now == null || now.part() == null || System.nanoTime() - now.startNanos() < LONG_NANOS) {
      return;
    }
    try {
      double percentage =
          now.statement().unwrap(DuckDBPreparedStatement.class).getQueryProgress().getPercentage();
      if (percentage >= 0) {
        double share = (now.before() + percentage / 100) / now.together();
        watch.listener().reached(now.part().delivery(), now.part().phase(), share);
      }
    } catch (SQLException e) {
      log.debug("The statement had ended already", e);
    }
  }

  /**
   * Has files where SQL finds them, until the workspace is closed.
   *
   * @throws java.nio.file.NoSuchFileException if one of them does not exist
   */
  public void need(Collection<Path> files) throws IOException {
    copies.need(files);
  }

  /** Runs statements that give no rows, one after the other. */
  public void execute(String sql) throws SQLException {
    run(sql, statement -> statement.execute(sql));
  }

  /** The same; how far they are is told of all of them together. */
  public void execute(List<String> statements) throws SQLException {
    long start = System.nanoTime();
    for (int i = 0; i < statements.size(); i++) {
      String sql = statements.get(i);
      int before = i;
      run(
          sql,
          statement -> {
            running = new Running(statement, start, doing, before, statements.size());
            return statement.execute(sql);
          });
    }
  }

  /**
   * Runs one statement that writes rows into a table.
   *
   * @return how many
   */
  public long write(String sql) throws SQLException {
    return run(sql, statement -> statement.executeLargeUpdate(sql));
  }

  @FunctionalInterface
  private interface Work<T> {
    T on(Statement statement) throws SQLException;
  }

  private <T> T run(String sql, Work<T> work) throws SQLException {
    long start = System.nanoTime();
    try (Statement statement = connection.createStatement()) {
      running = new Running(statement, start, doing, 0, 1);
      return work.on(statement);
    } catch (SQLException e) {
      throw reason(e, sql, List.of());
    } finally {
      ended(start, sql);
    }
  }

  /**
   * Makes a view of a query's rows, which has their numbers, from 0, as {@code rowid}.
   *
   * @param bytes about how large they are. What takes more than its share of the memory goes to a
   *     file: in memory it might be spilled, and spilled again after each look at it
   * @return how many rows
   */
  public long create(String view, String query, long bytes) throws SQLException {
    long memory = number("SELECT parse_formatted_bytes(current_setting('memory_limit'))");
    if (bytes < memory / 100 * mostPercent) {
      String table = view + "_rows";
      long rows = write("CREATE TABLE %s AS %s".formatted(table, query));
      execute("CREATE VIEW %s AS SELECT *, rowid FROM %s".formatted(view, table));
      return rows;
    }
    Path file = aside(view + ".parquet");
    long rows =
        write(
            "COPY (%s) TO %s (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
                .formatted(query, Sql.path(file)));
    execute(
        "CREATE VIEW %s AS SELECT *, file_row_number AS rowid FROM read_parquet(%s, hive_partitioning = false)"
            .formatted(view, Sql.files(List.of(file))));
    return rows;
  }

  /** A new file's name, among what is spilled. What gets that name goes with the workspace. */
  public Path aside(String name) {
    Path file = spill.resolve(catalog + "_" + name);
    files.add(file);
    return file;
  }

  /** Runs one statement that gives no rows, with values bound to its question marks. */
  public void execute(String sql, List<Object> values) throws SQLException {
    long start = System.nanoTime();
    try (PreparedStatement statement = prepare(sql, values)) {
      statement.execute();
    } finally {
      ended(start, sql);
    }
  }

  /** Turns one row of a result into a value. */
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** All rows of a small result. */
  public <T> List<T> list(String sql, RowReader<T> reader) throws SQLException {
    return run(
        sql,
        statement -> {
          List<T> rows = new ArrayList<>();
          try (ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
              rows.add(reader.read(result));
            }
          }
          return rows;
        });
  }

  private void ended(long startNanos, String sql) {
    running = null;
    Duration taken = Duration.ofNanos(System.nanoTime() - startNanos);
    log.debug("{} ms: {}", taken.toMillis(), sql);
    watch.listener().executed(sql, taken, this::plan);
  }

  /** Of the last statement. */
  private String plan() {
    try {
      return connection
          .unwrap(DuckDBConnection.class)
          .getProfilingInformation(ProfilerPrintFormat.QUERY_TREE);
    } catch (SQLException e) {
      log.debug("There is no plan", e);
      return "";
    }
  }

  /** The first row of a result that has one. */
  public <T> T one(String sql, RowReader<T> reader) throws SQLException {
    return list(sql, reader).get(0);
  }

  /** A single number. */
  public long number(String sql) throws SQLException {
    return one(sql, row -> row.getLong(1));
  }

  /**
   * Prepares a statement and binds values to its question marks.
   *
   * @return to be executed and closed by the caller
   */
  public PreparedStatement prepare(String sql, List<Object> values) throws SQLException {
    log.debug("{} {}", sql, values);
    PreparedStatement statement = connection.prepareStatement(sql);
    prepared = statement;
    for (int i = 0; i < values.size(); i++) {
      statement.setObject(i + 1, bindable(values.get(i)));
    }
    return statement;
  }

  private @Nullable Object bindable(@Nullable Object value) throws SQLException {
    if (value instanceof Instant instant) {
      return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
    if (!(value instanceof List<?> list)) {
      return value;
    }
    List<@Nullable Object> elements = new ArrayList<>();
    for (Object element : list) {
      elements.add(bindable(element));
    }
    return connection.createArrayOf(elementType(list), elements.toArray());
  }

  /** Compared with a column, numbers and texts turn into its type by themselves. */
  private static String elementType(List<?> list) {
    for (Object element : list) {
      if (element instanceof BigDecimal decimal) {
        return "DECIMAL(38," + Math.max(0, decimal.scale()) + ")";
      }
      if (element != null) {
        return ELEMENTS.getOrDefault(element.getClass(), "VARCHAR");
      }
    }
    return "VARCHAR";
  }

  /** Ends the last prepared statement if it is being executed. For any thread. */
  public void cancel() {
    Statement statement = prepared;
    if (statement == null) {
      return;
    }
    try {
      statement.cancel();
    } catch (SQLException e) {
      log.debug("The statement had ended already", e);
    }
  }

  /**
   * Why a query failed. A result that is streamed says only that it is none, so the query is tried
   * again without streaming.
   */
  public SQLException reason(SQLException failure, String sql, List<Object> values) {
    if (!String.valueOf(failure.getMessage()).endsWith(NO_RESULT)) {
      return shortage.told(failure);
    }
    try {
      execute("SET jdbc_stream_results = false");
      try (PreparedStatement statement = prepare(sql, values)) {
        statement.execute();
        return failure;
      } finally {
        execute("SET jdbc_stream_results = true");
      }
    } catch (SQLException reason) {
      return shortage.told(reason);
    }
  }

  /** The failure of a prepared statement, with what helps if the machine ran out of something. */
  public SQLException told(SQLException failure) {
    return shortage.told(failure);
  }

  /**
   * Makes a table of places of rows, {@link #PLACE_FILE} and {@link #PLACE_ROW}, and returns its
   * own name.
   *
   * @param rows positions by file; not empty
   */
  public String places(Map<Path, long[]> rows) throws SQLException {
    String table = "places_" + names.incrementAndGet();
    String files = rows.keySet().stream().map(Sql::path).collect(Collectors.joining(", "));
    execute(
        "CREATE TABLE %s (%s ENUM (%s), %s BIGINT)".formatted(table, PLACE_FILE, files, PLACE_ROW));
    try (DuckDBAppender appender =
        connection.unwrap(DuckDBConnection.class).createAppender(catalog, "main", table)) {
      for (Map.Entry<Path, long[]> entry : rows.entrySet()) {
        String file = entry.getKey().toString();
        for (long row : entry.getValue()) {
          appender.beginRow();
          appender.append(file);
          appender.append(row);
          appender.endRow();
        }
      }
    }
    return qualified(table);
  }

  /** The name by which other workspaces of the same database know a table of this one. */
  public String qualified(String table) {
    return Sql.name(catalog) + ".main." + Sql.name(table);
  }

  @Override
  public void close() {
    watch.end(this);
    if (doing != null) {
      watch.listener().ended(doing.delivery());
    }
    try {
      execute("USE memory");
      execute("DETACH " + catalog);
      connection.close();
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (SQLException | IOException e) {
      log.debug("Workspace {} did not close cleanly", catalog, e);
    }
    copies.close();
  }
}
