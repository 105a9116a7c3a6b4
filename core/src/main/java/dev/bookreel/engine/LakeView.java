package dev.bookreel.engine;

import dev.bookreel.definition.TableName;
import java.util.SortedMap;

/**
 * The lake's tables at a {@link Moment}: every query sees the same versions, whatever is committed
 * meanwhile. Days and hours are those of the lake's zone. For use by one thread.
 *
 * <p>Declared tables appear as {@code schema.name} (the latest version of every record) and {@code
 * schema.name_history}; answers and the pipeline's own tables under their names. At a moment other
 * than the newest, tables that held nothing yet are there without rows.
 */
public interface LakeView extends AutoCloseable {

  /** Every table that holds something, with its version. */
  SortedMap<TableName, Long> tables();

  /**
   * The tables that a query reads and their versions.
   *
   * @throws dev.bookreel.error.WrongQueryException if the query cannot be parsed, or names a table
   *     that does not exist or was never loaded
   */
  SortedMap<TableName, Long> inputs(String sql);

  /**
   * Runs one query.
   *
   * @return its rows; to be closed before the next query
   * @throws dev.bookreel.error.WrongQueryException if it is wrong; says where
   */
  Rows query(Query query);

  /**
   * A query's rows with their values turned into what {@link #append} would keep of them; writes
   * nothing. Errors are those of {@link #append}.
   *
   * @return to be closed before the next query
   */
  Rows asKept(TableName target, Query rows);

  /**
   * Appends a query's rows to a Delta table in one commit. The table is created when it is missing,
   * and gains columns that it lacks; the rows themselves are not visible in this view.
   *
   * @return the committed version
   */
  long append(TableName target, Query rows);

  /**
   * The tables for what the pipeline itself asks and keeps: a few rows, in SQL that all engines
   * know. They may be settled as late as this is first called, and {@link #cancel} does not reach
   * them. Closed with this view.
   */
  default LakeView records() {
    return this;
  }

  /**
   * Ends the query that another thread runs on this view, or whose rows it reads: it fails soon.
   * Nothing happens if there is none. The one method for any thread.
   */
  void cancel();

  @Override
  void close();
}
