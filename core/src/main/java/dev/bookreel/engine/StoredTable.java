package dev.bookreel.engine;

/**
 * One version of a Delta table, wherever it lies and whoever wrote it. Nothing of it is changed.
 * For use by one thread.
 */
public interface StoredTable extends AutoCloseable {

  /**
   * What the table is made of.
   *
   * @param commits how many of the last commits to tell of
   * @throws dev.bookreel.error.LakeException if the log or a file is damaged or missing; names it
   */
  TableDescription describe(int commits);

  /**
   * Every row, in no certain order.
   *
   * @return to be closed before the table
   * @throws dev.bookreel.error.LakeException if a file is damaged or missing; names it
   */
  Rows rows();

  @Override
  void close();
}
