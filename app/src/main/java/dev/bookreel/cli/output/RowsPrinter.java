package dev.bookreel.cli.output;

import dev.bookreel.engine.Rows;

/** Prints results, each however large it is without holding more than its first rows. */
public interface RowsPrinter {

  /** So often a printer looks whether anybody still reads. */
  int FLUSH_EVERY = 1_000;

  /**
   * Prints all rows and flushes; does not close them.
   *
   * @return how many rows there were
   * @throws dev.bookreel.error.WrongQueryException if the query fails while it runs
   * @throws dev.bookreel.cli.console.OutputClosedException if nobody reads the output any more
   */
  long print(Rows rows);
}
