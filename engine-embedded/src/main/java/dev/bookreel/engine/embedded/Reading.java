package dev.bookreel.engine.embedded;

import dev.bookreel.engine.embedded.delta.TableVersion;
import java.sql.SQLException;
import java.util.Optional;

/** A delivery that was read, at hand until this is closed. For one thread. */
public interface Reading extends AutoCloseable {

  Findings findings();

  /** The accepted rows, to be put behind {@code FROM} in the workspace. */
  String accepted();

  /**
   * Leaves out the rows whose key is none of some, before anything is compared. What was found
   * about the delivery stays.
   *
   * @param keys a relation that has the key's columns
   */
  void keepOnly(String keys) throws SQLException;

  /**
   * Works out what the delivery changes; replaces an earlier comparison.
   *
   * @param base what it is compared with; empty if there is no table yet
   */
  Comparison compare(Optional<TableVersion> base) throws SQLException;

  /** How many records of a version are not deleted. */
  long live(TableVersion version) throws SQLException;

  @Override
  void close();
}
