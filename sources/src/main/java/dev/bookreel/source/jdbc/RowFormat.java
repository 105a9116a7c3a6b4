package dev.bookreel.source.jdbc;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** How rows are written into a delivery. */
interface RowFormat {
  /** What comes before the first row. */
  void header(OutputStream out) throws IOException;

  /**
   * One value of a row, in the columns' order.
   *
   * @param text in UTF-8; null if there is no value
   */
  void value(OutputStream out, int column, byte @Nullable [] text, boolean isJson)
      throws IOException;

  /** What comes behind a row's last value. */
  void end(OutputStream out) throws IOException;
}
