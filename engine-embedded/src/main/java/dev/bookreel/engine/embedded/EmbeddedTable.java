package dev.bookreel.engine.embedded;

import dev.bookreel.engine.EngineListener;
import dev.bookreel.engine.Rows;
import dev.bookreel.engine.StoredTable;
import dev.bookreel.engine.TableDescription;
import dev.bookreel.engine.TableDescription.Column;
import dev.bookreel.engine.TableDescription.Protocol;
import dev.bookreel.engine.TableDescription.Size;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.delta.Versions;
import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.engine.embedded.duck.Limits;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Types;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.WrongUsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A Delta table anywhere on the local disk, in a DuckDB of its own that reads nothing else. */
public final class EmbeddedTable implements StoredTable {
  private final TableVersion version;
  private final List<DataFile> files;
  private final Duck duck;
  private final Workspace workspace;

  /**
   * Opens a table; nothing is written.
   *
   * @param wanted a version; the newest if empty
   * @throws WrongUsageException if there is no table, or no such version
   * @throws LakeException if the log is damaged, or the table has features that we cannot read
   */
  public static EmbeddedTable open(Path location, OptionalLong wanted, Limits limits) {
    DeltaTable table = new DeltaTable(location);
    Versions versions = table.versions().orElseThrow(() -> TableSearch.nothingAt(table.location()));
    if (wanted.isPresent() && !versions.has(wanted.getAsLong())) {
      throw new WrongUsageException(
          "The table in %s has no version %d: there are versions %d to %d"
              .formatted(
                  table.location(), wanted.getAsLong(), versions.oldest(), versions.newest()));
    }
    return new EmbeddedTable(table.at(wanted.orElse(versions.newest())), limits);
  }

  private EmbeddedTable(TableVersion version, Limits limits) {
    this.version = version;
    this.files = version.files();
    Path folder = version.location();
    List<Path> elsewhere =
        files.stream()
            .map(DataFile::path)
            .filter(file -> !file.startsWith(folder))
            .collect(Collectors.toList());
    this.duck = new Duck(folder, elsewhere, ZoneId.of("UTC"), limits, EngineListener.SILENT);
    this.workspace = duck.workspace();
  }

  @Override
  public Rows rows() {
    String columns =
        version.schema().fields().stream()
            .map(field -> Sql.name(field.getName()))
            .collect(Collectors.joining(", "));
    try {
      String sql = "SELECT " + columns + " FROM " + new Relation(workspace, version).of(files);
      try {
        return new DuckRows(workspace, workspace.prepare(sql, List.of()));
      } catch (SQLException e) {
        throw workspace.reason(e, sql, List.of());
      }
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  @Override
  public TableDescription describe(int commits) {
    return new TableDescription(
        version.location().toString(),
        version.version(),
        version.schema().fields().stream()
            .map(
                field ->
                    new Column(
                        field.getName(),
                        Types.text(field.getDataType()),
                        field.isNullable(),
                        version.partitionColumns().contains(field.getName())))
            .collect(Collectors.toList()),
        new Protocol(
            version.protocol().getMinReaderVersion(),
            version.protocol().getMinWriterVersion(),
            version.protocol().getReaderFeatures().stream().sorted().collect(Collectors.toList()),
            version.protocol().getWriterFeatures().stream().sorted().collect(Collectors.toList())),
        new TreeMap<>(version.properties()),
        size(),
        version.commits(commits));
  }

  private Size size() {
    long deleted = files.stream().mapToLong(DataFile::deletedRows).sum();
    return new Size(
        files.size(),
        rowsInFiles() - deleted,
        Rewrite.bytes(files),
        files.stream().filter(DataFile::hasDeletedRows).count(),
        deleted);
  }

  /** Files of which the log does not say it are looked into. */
  private long rowsInFiles() {
    List<Path> uncounted =
        files.stream()
            .filter(file -> file.records().isEmpty())
            .map(DataFile::path)
            .collect(Collectors.toList());
    long counted = files.stream().mapToLong(file -> file.records().orElse(0L)).sum();
    try {
      workspace.need(uncounted);
      return uncounted.isEmpty()
          ? counted
          : counted
              + workspace.number(
                  "SELECT sum(num_rows) FROM parquet_file_metadata(" + Sql.files(uncounted) + ")");
    } catch (SQLException | IOException e) {
      throw unreadable(e);
    }
  }

  private LakeException unreadable(Exception e) {
    return new LakeException(
        "Version %d of the table in %s cannot be read: %s. Bring the file back from a copy; a table of Bookreel's own is made anew by 'bookreel rebuild TABLE'"
            .formatted(version.version(), version.location(), String.valueOf(e.getMessage())),
        e);
  }

  @Override
  public void close() {
    workspace.close();
    duck.close();
  }
}
