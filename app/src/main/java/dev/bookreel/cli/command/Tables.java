package dev.bookreel.cli.command;

import dev.bookreel.cli.exit.Ending;
import dev.bookreel.engine.Rows;
import dev.bookreel.engine.StoredTable;
import dev.bookreel.engine.TableDescription;
import dev.bookreel.engine.embedded.EmbeddedTable;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Opens tables on the local disk with the embedded engine. */
public final class Tables implements TableAccess {
  private final Path workingDirectory;
  private final Ending ending;

  /**
   * @param workingDirectory what relative paths are relative to
   * @param ending closes what is still open when the process ends
   */
  public Tables(Path workingDirectory, Ending ending) {
    this.workingDirectory = workingDirectory;
    this.ending = ending;
  }

  @Override
  public StoredTable open(CommonOptions options, String location, OptionalLong version) {
    Path directory = LocalPath.of(location, workingDirectory, "tables");
    return new Opened(ending.closing(EmbeddedTable.open(directory, version, options.memory())));
  }

  private final class Opened implements StoredTable {
    private final StoredTable table;

    Opened(StoredTable table) {
      this.table = table;
    }

    @Override
    public TableDescription describe(int commits) {
      return table.describe(commits);
    }

    @Override
    public Rows rows() {
      return table.rows();
    }

    @Override
    public void close() {
      ending.released(table);
      table.close();
    }
  }
}
