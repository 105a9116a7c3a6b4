package dev.bookreel.engine.embedded;

import dev.bookreel.engine.Breach;
import dev.bookreel.engine.ChangeCounts;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.NewFile;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** What a delivery changes in a table, worked out but not yet written. */
public interface Comparison {

  ChangeCounts counts();

  /** The keys of the first few records that a breach concerns. */
  List<List<Object>> examples(Breach breach) throws SQLException;

  /**
   * Writes what changed as new files: versions that are their records' latest apart from those that
   * are not, each in its partition.
   */
  List<NewFile> write(DeltaTable target) throws SQLException;

  /** Where the versions lie that the new files replace; to be asked after they were written. */
  Map<DataFile, long[]> replacedRows() throws SQLException;
}
