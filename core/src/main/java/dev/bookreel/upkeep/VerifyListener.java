package dev.bookreel.upkeep;

import dev.bookreel.definition.TableName;

/** Hears how verifying goes on, for people who wait. Called by one thread. */
public interface VerifyListener {

  /** A table's files begin to be read. */
  void begins(TableName table, long bytes);

  /** So many bytes more are read. */
  void read(long bytes);

  /** The table's files are read. */
  void ends();
}
