package dev.bookreel.source.jdbc;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;

/** Rows that a database is sending. */
interface Rows extends AutoCloseable {

  /**
   * Writes some, the header first if there is one.
   *
   * @return whether there may be more
   */
  boolean next(OutputStream out) throws SQLException, IOException;

  @Override
  void close() throws SQLException;
}
