package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.engine.Breach;
import dev.bookreel.engine.ChangeCounts;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.NewFile;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Types;
import dev.bookreel.engine.embedded.duck.Workspace;
import io.delta.kernel.types.StructField;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares a delivery with the latest versions of a table and works out what changes: a table
 * {@code changes} in the workspace with one row a changed record, its new content in {@code
 * "n.column"}, its version so far in {@code "o.column"} and where that lies.
 *
 * <p>Cost follows the delivery and the live records, not the history: closed versions lie in a
 * partition of their own, which is never read.
 */
final class Merge implements Comparison {
  private final Workspace workspace;
  private final TableDefinition table;
  private final Optional<TableVersion> base;
  private final List<DataFile> latestFiles;
  private final ChangedVersions changed;
  private final ChangeCounts counts;

  /**
   * Makes {@code changes}; replaces those of an earlier attempt. Where there is nothing to compare
   * with, everything is new, and a view saves a copy of it.
   *
   * @param pieces how what is compared is divided
   */
  Merge(
      Workspace workspace,
      TableDefinition table,
      Instant deliveredAt,
      Findings findings,
      Optional<TableVersion> base,
      KeyPieces pieces)
      throws SQLException {
    this.workspace = workspace;
    this.table = table;
    this.base = base;
    this.latestFiles = base.isPresent() ? latestFiles(base.get()) : List.of();
    boolean allNew = latestFiles.isEmpty();
    this.changed =
        new ChangedVersions(workspace, table, deliveredAt, allNew ? "all_new" : "changes", allNew);
    if (allNew) {
      workspace.execute("CREATE OR REPLACE VIEW %s AS %s".formatted(changed.relation(), allNew()));
    } else {
      workspace.execute(compare(pieces));
    }
    this.counts = ChangedVersions.counts(findings, changed.counted());
  }

  /** Of a delivery of changes only the files are read whose key ranges it touches. */
  private List<DataFile> latestFiles(TableVersion version) throws SQLException {
    return table.contains() == Contains.EVERYTHING
        ? HistorySchema.latestFiles(version)
        : version.files(
            Optional.of(KeyRange.of(workspace, table).within(HistorySchema.IS_LATEST_FILES)));
  }

  @Override
  public ChangeCounts counts() {
    return counts;
  }

  @Override
  public List<List<Object>> examples(Breach breach) throws SQLException {
    return changed.examples(breach);
  }

  private String allNew() {
    return fresh()
        + ", NULL::TIMESTAMPTZ AS \"o.valid_to\", NULL::BIGINT AS __row FROM "
        + delivered()
        + " n";
  }

  private String fresh() {
    return "SELECT n.__position AS __position, "
        + columns(
            column -> "n." + Sql.name(column.name()) + " AS " + ChangedVersions.fresh(column));
  }

  private String delivered() {
    return "(SELECT rowid AS __position, "
        + Sql.names(table.columnNames())
        + " FROM "
        + Delivered.TABLE
        + " WHERE "
        + Delivered.ACCEPTED
        + ")";
  }

  /** A statement for each piece of the keys. */
  private List<String> compare(KeyPieces pieces) throws SQLException {
    TableVersion version = base.orElseThrow();
    String latest = new Relation(workspace, version).withPositions(latestFiles);
    List<String> statements = new ArrayList<>();
    for (String piece : pieces.of(workspace, table.keyColumns().get(0), version, latestFiles)) {
      statements.add(
          (statements.isEmpty() ? "CREATE OR REPLACE TABLE %s AS " : "INSERT INTO %s ")
                  .formatted(changed.relation())
              + compare(latest, piece));
    }
    return statements;
  }

  private String compare(String latest, String piece) {
    boolean everything = table.contains() == Contains.EVERYTHING;
    return fresh()
        + ", "
        + columns(column -> known(column) + " AS " + ChangedVersions.old(column))
        + ", o.valid_from AS \"o.valid_from\", o.valid_to AS \"o.valid_to\""
        + ", o.__file AS __file, o.__row AS __row FROM "
        + of(piece, delivered())
        + (everything ? " n FULL JOIN " : " n LEFT JOIN ")
        + of(piece, latest)
        + " o ON "
        + table.key().stream()
            .map(name -> "n." + Sql.name(name) + " = o." + Sql.name(name))
            .collect(Collectors.joining(" AND "))
        + " WHERE CASE WHEN n.__position IS NULL THEN o.valid_to IS NULL"
        + " ELSE o.__row IS NULL OR o.valid_to IS NOT NULL OR "
        + table.columns().stream()
            .flatMap(column -> differs(column).stream())
            .collect(Collectors.joining(" OR "))
        + " END";
  }

  private static String of(String piece, String rows) {
    return "(SELECT * FROM " + rows + " WHERE " + piece + ")";
  }

  private Optional<StructField> field(Column column) {
    return base.flatMap(version -> HistorySchema.field(version.schema(), column.name()));
  }

  /** A column of the table; the table may not have it yet. */
  private String known(Column column) {
    return field(column).isPresent()
        ? "o." + Sql.name(column.name())
        : "NULL::" + Types.duck(column.type());
  }

  /**
   * A condition by which a record has changed. Where null means unknown a version does not differ:
   * else every record would get a new one when a column is added.
   */
  private Optional<String> differs(Column column) {
    return field(column)
        .map(
            field -> {
              String name = Sql.name(column.name());
              String differs = "n." + name + " IS DISTINCT FROM o." + name;
              return HistorySchema.since(field)
                  .map(
                      since ->
                          "(%s AND NOT (o.%s IS NULL AND o.valid_from < %s))"
                              .formatted(differs, name, Sql.instant(since)))
                  .orElse(differs);
            });
  }

  private String columns(Function<Column, String> expression) {
    return table.columns().stream().map(expression).collect(Collectors.joining(", "));
  }

  @Override
  public List<NewFile> write(DeltaTable target) throws SQLException {
    return WrittenFile.in(
        changed.write(target.location()), target.location(), HistorySchema.of(table));
  }

  @Override
  public Map<DataFile, long[]> replacedRows() throws SQLException {
    if (latestFiles.isEmpty()) {
      return Map.of();
    }
    return new Relation(workspace, base.orElseThrow())
        .positions(latestFiles, changed.replacedRows());
  }
}
