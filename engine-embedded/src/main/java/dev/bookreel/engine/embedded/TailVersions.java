package dev.bookreel.engine.embedded;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.NewFile;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The versions of a table that may change when its history is worked out anew from a moment on: of
 * each record those that began since, and the last one before, which may be closed at another time.
 * For one thread.
 */
public interface TailVersions extends AutoCloseable {

  /** Finds them: on this machine, or on many. */
  @FunctionalInterface
  interface Finder {

    /**
     * @param workspace open until they are closed
     * @param base the version that has them
     * @param files those of it that may hold some
     * @param start the moment
     * @param keys a relation in the workspace with the keys to which the work is restricted, if it
     *     is
     */
    TailVersions find(
        Workspace workspace,
        TableDefinition table,
        TableVersion base,
        List<DataFile> files,
        Instant start,
        Optional<String> keys)
        throws SQLException;
  }

  /** Writes the records as they were known just before the moment: what closed since is open. */
  List<NewFile> seed(DeltaTable target) throws SQLException;

  /**
   * Compares them with what was worked out. A version is known by its record and when it began.
   *
   * @param worked all versions of a table aside
   */
  Difference difference(TableVersion worked) throws SQLException;

  /** What is to be written and to be taken out, for the versions to be those worked out. */
  interface Difference {
    boolean isEmpty() throws SQLException;

    /** Writes new files, in the schema of what was worked out. */
    List<NewFile> write(DeltaTable target) throws SQLException;

    /** Where the versions lie that the new files replace; to be asked after they were written. */
    Map<DataFile, long[]> replacedRows() throws SQLException;
  }

  @Override
  void close();
}
