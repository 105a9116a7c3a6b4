package dev.bookreel.engine.embedded;

import dev.bookreel.engine.embedded.delta.TableVersion;
import java.sql.SQLException;
import java.util.Optional;

/** A delivery that was read, at hand until this is closed. For one thread. */
public interface Reading extends AutoCloseable {

  Findings findings();

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
