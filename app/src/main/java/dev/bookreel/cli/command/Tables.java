package dev.bookreel.cli.command;

import dev.bookreel.cli.exit.Ending;
import dev.bookreel.engine.Rows;
import dev.bookreel.engine.StoredTable;
import dev.bookreel.engine.TableDescription;
import dev.bookreel.engine.embedded.EmbeddedTable;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/** Opens tables on the local disk and on S3 with the embedded engine. */
public final class Tables implements TableAccess {
  private final Path workingDirectory;
  private final Map<String, String> environment;
  private final Ending ending;

  /**
   * @param workingDirectory what relative paths are relative to
   * @param ending closes what is still open when the process ends
   */
  public Tables(Path workingDirectory, Map<String, String> environment, Ending ending) {
    this.workingDirectory = workingDirectory;
    this.environment = Map.copyOf(environment);
    this.ending = ending;
  }

  @Override
  public StoredTable open(CommonOptions options, String location, OptionalLong version) {
    Place place = Place.open(location, workingDirectory, environment, "tables", ending);
    boolean opened = false;
    try {
      Opened table =
          new Opened(
              ending.closing(EmbeddedTable.open(place.root(), version, options.limits())), place);
      opened = true;
      return table;
    } finally {
      if (!opened) {
        place.close();
      }
    }
  }

  private final class Opened implements StoredTable {
    private final StoredTable table;
    private final Place place;

    Opened(StoredTable table, Place place) {
      this.table = table;
      this.place = place;
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
      place.close();
    }
  }
}
