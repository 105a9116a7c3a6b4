package dev.bookreel.engine.embedded;

import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Types;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.LocalCopies;
import io.delta.kernel.types.StructField;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Files of a Delta table version as a relation in DuckDB: SQL text to be put behind {@code FROM}.
 * Partition values come from the log, rows under deletion vectors are left out, columns that a file
 * lacks are null.
 */
final class Relation {
  /** Columns that {@link #withPositions} adds: where a row lies. */
  static final String FILE = "__file";

  static final String ROW = "__row";

  private static final String ROW_NUMBER = "file_row_number";

  private final Workspace workspace;
  private final TableVersion version;

  Relation(Workspace workspace, TableVersion version) {
    this.workspace = workspace;
    this.version = version;
  }

  /** The table's columns. */
  String of(List<DataFile> files) throws SQLException {
    return union(files, false);
  }

  /** The table's columns, the file and the position in it. */
  String withPositions(List<DataFile> files) throws SQLException {
    return union(files, true);
  }

  /**
   * The positions that a query found with {@link #withPositions}, by file.
   *
   * @param query gives a file's name and a row's position
   */
  Map<DataFile, long[]> positions(List<DataFile> files, String query) throws SQLException {
    Map<String, LongStream.Builder> rows = new HashMap<>();
    workspace.list(
        query,
        row -> {
          rows.computeIfAbsent(row.getString(1), file -> LongStream.builder()).add(row.getLong(2));
          return true;
        });
    Map<Path, DataFile> byPath =
        files.stream()
            .collect(Collectors.toMap(file -> LocalCopies.of(file.path()), Function.identity()));
    Map<DataFile, long[]> positions = new HashMap<>();
    rows.forEach(
        (file, found) ->
            positions.put(
                Objects.requireNonNull(byPath.get(Path.of(file))), found.build().toArray()));
    return positions;
  }

  /** An empty part comes first and gives the columns their order and their types. */
  private String union(List<DataFile> files, boolean positions) throws SQLException {
    bring(files);
    List<String> parts = new ArrayList<>();
    parts.add("SELECT " + nulls(positions) + " WHERE false");
    Map<Path, FileColumn> columns = columnsOf(files);
    Map<Alike, List<DataFile>> groups = new LinkedHashMap<>();
    for (DataFile file : files) {
      Alike alike =
          new Alike(
              file.partition(),
              Optional.ofNullable(columns.get(file.path())),
              file.hasDeletedRows());
      groups.computeIfAbsent(alike, same -> new ArrayList<>()).add(file);
    }
    for (Map.Entry<Alike, List<DataFile>> group : groups.entrySet()) {
      parts.add(select(group.getKey(), group.getValue(), positions));
    }
    return "(" + String.join("\nUNION ALL BY NAME ", parts) + ")";
  }

  /**
   * What files have in common that are read by one SELECT.
   *
   * @param columns empty if they are the table's own, some of which a file may lack
   */
  private record Alike(
      Map<String, String> partition, Optional<FileColumn> columns, boolean hasDeletedRows) {}

  /** Files of our own have the table's columns, unless somebody mapped or widened these since. */
  private Map<Path, FileColumn> columnsOf(List<DataFile> files) throws SQLException {
    return FileColumn.ofFiles(
        workspace,
        files.stream()
            .map(DataFile::path)
            .filter(file -> version.mayRenameOrRetype() || !ParquetWriter.wrote(file))
            .collect(Collectors.toList()));
  }

  private void bring(List<DataFile> files) {
    try {
      workspace.need(files.stream().map(DataFile::path).collect(Collectors.toList()));
    } catch (NoSuchFileException e) {
      throw new LakeException(
          "Version %d of the table in %s cannot be read: its file %s is missing. Bring the file back from a copy; a table of Bookreel's own is made anew by 'bookreel rebuild TABLE'"
              .formatted(version.version(), version.location(), e.getFile()),
          e);
    } catch (IOException e) {
      throw new LakeException(
          "Version %d of the table in %s cannot be read: %s: %s. Make it readable, then run the same command again"
              .formatted(version.version(), version.location(), e.getMessage(), IoReason.of(e)),
          e);
    }
  }

  /** DuckDB would give the column's values where we ask for a row's file or its place in it. */
  private void refuseReservedColumns() {
    for (StructField field : version.schema().fields()) {
      if (field.getName().equalsIgnoreCase(ROW_NUMBER) || field.getName().equalsIgnoreCase(FILE)) {
        throw new LakeException(
            "The table in %s cannot be read: it has deletion vectors and a column '%s', by which DuckDB means a row's place. Rename the column, or purge the vectors with Spark's REORG TABLE ... APPLY (PURGE)"
                .formatted(version.location(), field.getName()));
      }
    }
  }

  private String nulls(boolean positions) {
    String columns =
        version.schema().fields().stream()
            .map(
                field ->
                    "NULL::" + Types.duck(field.getDataType()) + " AS " + Sql.name(field.getName()))
            .collect(Collectors.joining(", "));
    return positions
        ? columns + ", NULL::VARCHAR AS " + FILE + ", NULL::BIGINT AS " + ROW
        : columns;
  }

  private String select(Alike alike, List<DataFile> files, boolean positions) throws SQLException {
    boolean placed = positions || alike.hasDeletedRows();
    if (placed) {
      refuseReservedColumns();
    }
    List<String> columns = new ArrayList<>();
    alike
        .columns()
        .ifPresentOrElse(
            file -> columns.addAll(dataColumns(file)),
            () -> columns.add(placed && !positions ? "* EXCLUDE (" + FILE + ")" : "*"));
    for (String name : version.partitionColumns()) {
      StructField field = version.schema().get(name);
      String value = alike.partition().get(version.physicalName(field));
      columns.add(
          ColumnReading.ofPartition(field.getDataType(), Optional.ofNullable(value))
              + " AS "
              + Sql.name(name));
    }
    if (positions) {
      alike.columns().ifPresent(file -> columns.add(FILE));
      columns.add(ROW_NUMBER + " AS " + ROW);
    }
    return "SELECT %s FROM read_parquet(%s, union_by_name = true, hive_partitioning = false%s) f%s"
        .formatted(
            String.join(", ", columns),
            Sql.files(files.stream().map(DataFile::path).collect(Collectors.toList())),
            placed ? ", filename = " + Sql.text(FILE) : "",
            alike.hasDeletedRows() ? withoutDeletedRows(files) : "");
  }

  /** One join for all files: a condition for each would take DuckDB long to plan. */
  private String withoutDeletedRows(List<DataFile> files) throws SQLException {
    Map<Path, long[]> deleted = new LinkedHashMap<>();
    for (DataFile file : files) {
      deleted.put(LocalCopies.of(file.path()), version.deletedRows(file));
    }
    return " ANTI JOIN %s d ON f.%s = d.%s AND f.%s = d.%s"
        .formatted(
            workspace.places(deleted), FILE, Workspace.PLACE_FILE, ROW_NUMBER, Workspace.PLACE_ROW);
  }

  /** Spark keeps partition columns in the files too; the log's values are what counts. */
  private List<String> dataColumns(FileColumn file) {
    ColumnReading reading = new ColumnReading(version);
    return version.schema().fields().stream()
        .filter(field -> !version.partitionColumns().contains(field.getName()))
        .map(field -> reading.of(field, file) + " AS " + Sql.name(field.getName()))
        .collect(Collectors.toList());
  }
}
