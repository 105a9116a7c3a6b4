package dev.bookreel.engine.spark;

import dev.bookreel.definition.SqlParameters;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Moment;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import dev.bookreel.engine.embedded.Appender;
import dev.bookreel.engine.embedded.DuckRows;
import dev.bookreel.engine.embedded.LakeLayout;
import dev.bookreel.engine.embedded.Settling;
import dev.bookreel.engine.embedded.TableNames;
import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.WrongQueryException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** The lake in Spark SQL: a query's names stand for the versions settled when it was opened. */
final class SparkView implements LakeView {
  private static final String APPENDED = "appended";

  private final LakeLayout layout;
  private final Duck duck;
  private final Session session;
  private final Supplier<LakeView> embedded;
  private final SortedMap<TableName, Long> versions;
  private final TableNames names;
  private final LakeTables tables;
  private final String jobs = UUID.randomUUID().toString();
  private @Nullable LakeView records;
  private volatile boolean cancelled;

  /**
   * @param embedded opens the same without Spark
   */
  SparkView(
      LakeLayout layout, Duck duck, Session session, Supplier<LakeView> embedded, Moment moment) {
    this.layout = layout;
    this.duck = duck;
    this.session = session;
    this.embedded = embedded;
    this.versions = new Settling(layout).versions(moment.versions());
    this.names = new TableNames(layout, moment, versions);
    this.tables = new LakeTables(layout, session, moment, versions, names);
  }

  @Override
  public SortedMap<TableName, Long> tables() {
    return Collections.unmodifiableSortedMap(versions);
  }

  @Override
  public SortedMap<TableName, Long> inputs(String sql) {
    SortedMap<TableName, Long> inputs = new TreeMap<>();
    for (TableName table : new ParsedQuery(session, sql).tables(names)) {
      names.refuseNeverLoaded(table);
      Long version = versions.get(table);
      if (version != null) {
        inputs.put(table, version);
      }
    }
    return inputs;
  }

  @Override
  public Rows query(Query query) {
    cancelled = false;
    return run(query, SparkRows::new);
  }

  private interface ResultUser<T> {
    T use(Dataset<Row> result);
  }

  private <T> T run(Query query, ResultUser<T> user) {
    session.spark().sparkContext().setJobGroup(jobs, query.sql(), true);
    SqlParameters.find(query.sql()).forEach(used -> query.value(used.name()));
    try {
      return user.use(
          new ParsedQuery(session, query.sql()).bound(query.parameters(), names, tables));
    } catch (JobFailedException e) {
      throw wrong(query, e.reason());
    } catch (LakeException e) {
      throw e;
    } catch (Exception e) {
      throw wrong(query, e);
    }
  }

  private WrongQueryException wrong(Query query, Exception e) {
    return cancelled
        ? new WrongQueryException("The query was cancelled", e)
        : WrongSql.of(query.sql(), e);
  }

  @Override
  public Rows asKept(TableName target, Query rows) {
    Stage stage = Stage.create(layout);
    Workspace workspace = duck.workspace();
    try {
      stage(rows, stage, workspace);
      String sql = new Appender(layout, workspace).kept(target, APPENDED);
      return new Kept(new DuckRows(workspace, workspace.prepare(sql, List.of())), workspace, stage);
    } catch (SQLException e) {
      workspace.close();
      stage.close();
      throw failed(target, e);
    }
  }

  /** Rows that lie in a stage. */
  private record Kept(Rows rows, Workspace workspace, Stage stage) implements Rows {
    @Override
    public List<String> columns() {
      return rows.columns();
    }

    @Override
    public @Nullable List<@Nullable Object> next() {
      return rows.next();
    }

    @Override
    public void close() {
      rows.close();
      workspace.close();
      stage.close();
    }
  }

  @Override
  public long append(TableName target, Query rows) {
    try (Stage stage = Stage.create(layout);
        Workspace workspace = duck.workspace()) {
      stage(rows, stage, workspace);
      return new Appender(layout, workspace).append(target, APPENDED);
    } catch (SQLException e) {
      throw failed(target, e);
    }
  }

  private void stage(Query rows, Stage stage, Workspace workspace) throws SQLException {
    run(
        rows,
        result -> {
          refuseIntervals(result);
          session.write(rows.sql(), result, stage.folder().resolve(APPENDED));
          return true;
        });
    workspace.execute(
        "CREATE VIEW " + APPENDED + " AS FROM " + Stage.relation(workspace, stage.parts(APPENDED)));
  }

  /** Parquet would have nothing but their numbers. */
  private static void refuseIntervals(Dataset<Row> result) {
    for (StructField field : result.schema().fields()) {
      if (field.dataType().catalogString().contains("interval")) {
        throw new WrongQueryException(
            "Column '%s' is an interval, and tables have none. Cast it, or reckon in numbers, for example with unix_seconds"
                .formatted(field.name()),
            null);
      }
    }
  }

  private static LakeException failed(TableName target, SQLException e) {
    return new LakeException(
        "Cannot append to %s: %s. Make room, then run the same command again: it completes what is missing"
            .formatted(target, String.valueOf(e.getMessage()).split("\\R", 2)[0]),
        e);
  }

  /** Of a few rows a Spark job would take longer than all the rest. */
  @Override
  public LakeView records() {
    if (records == null) {
      records = embedded.get();
    }
    return records;
  }

  @Override
  public void cancel() {
    cancelled = true;
    session.spark().sparkContext().cancelJobGroup(jobs);
  }

  @Override
  public void close() {
    session.spark().sparkContext().clearJobGroup();
    if (records != null) {
      records.close();
    }
  }
}
