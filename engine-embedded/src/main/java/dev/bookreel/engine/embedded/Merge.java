package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.engine.ChangeCounts;
import dev.bookreel.engine.embedded.Delivered.Findings;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.NewFile;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import io.delta.kernel.expressions.Predicate;
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
final class Merge {
  private static final String IS_NEW = "__position IS NOT NULL";
  private static final String IS_OLD = "__row IS NOT NULL";
  private static final String WAS_DELETED = "\"o.valid_to\" IS NOT NULL";

  private final Workspace workspace;
  private final TableDefinition table;
  private final Instant deliveredAt;
  private final Optional<TableVersion> base;
  private final List<DataFile> latestFiles;
  private final String changes;

  Merge(
      Workspace workspace, TableDefinition table, Instant deliveredAt, Optional<TableVersion> base)
      throws SQLException {
    this.workspace = workspace;
    this.table = table;
    this.deliveredAt = deliveredAt;
    this.base = base;
    this.latestFiles = base.isPresent() ? latestFiles(base.get()) : List.of();
    this.changes = latestFiles.isEmpty() ? "all_new" : "changes";
  }

  /** Of a delivery of changes only the files are read whose key ranges it touches. */
  private List<DataFile> latestFiles(TableVersion version) throws SQLException {
    Predicate latest = HistorySchema.IS_LATEST_FILES;
    if (table.contains() == Contains.EVERYTHING) {
      return version.files(Optional.of(latest));
    }
    return version.files(Optional.of(KeyRange.of(workspace, table).within(latest)));
  }

  /**
   * Makes {@code changes}; replaces those of an earlier attempt. Where there is nothing to compare
   * with, everything is new, and a view saves a copy of it.
   */
  ChangeCounts compare(Findings findings) throws SQLException {
    workspace.execute(
        "CREATE OR REPLACE %s %s AS %s"
            .formatted(latestFiles.isEmpty() ? "VIEW" : "TABLE", changes, query()));
    long[] counted =
        workspace.one(
            """
            SELECT count_if(%1$s AND (NOT %2$s OR %3$s)), count_if(%1$s AND %2$s AND NOT %3$s),
              count_if(NOT %1$s) FROM %4$s
            """
                .formatted(IS_NEW, IS_OLD, WAS_DELETED, changes),
            row -> new long[] {row.getLong(1), row.getLong(2), row.getLong(3)});
    long accepted = findings.read() - findings.duplicates() - findings.refused();
    return new ChangeCounts(
        findings.read(),
        counted[0],
        counted[1],
        counted[2],
        accepted - counted[0] - counted[1],
        findings.duplicates(),
        findings.refused());
  }

  /** How many records were live before this delivery. */
  long liveRecords() throws SQLException {
    return base.isEmpty()
        ? 0
        : workspace.number(
            "SELECT count(*) FROM "
                + new Relation(workspace, base.get()).of(latestFiles)
                + " WHERE valid_to IS NULL");
  }

  private String query() throws SQLException {
    String delivered =
        "(SELECT rowid AS __position, "
            + columns(column -> Sql.name(column.name()))
            + " FROM "
            + Delivered.TABLE
            + " WHERE "
            + Delivered.ACCEPTED
            + ")";
    String selected =
        "SELECT n.__position AS __position, "
            + columns(column -> "n." + Sql.name(column.name()) + " AS " + fresh(column))
            + ", ";
    if (latestFiles.isEmpty()) {
      return selected
          + "NULL::TIMESTAMPTZ AS \"o.valid_to\", NULL::BIGINT AS __row FROM "
          + delivered
          + " n";
    }
    boolean everything = table.contains() == Contains.EVERYTHING;
    return selected
        + columns(column -> "o." + Sql.name(column.name()) + " AS " + old(column))
        + ", o.valid_from AS \"o.valid_from\", o.valid_to AS \"o.valid_to\""
        + ", o.__file AS __file, o.__row AS __row FROM "
        + delivered
        + (everything ? " n FULL JOIN " : " n LEFT JOIN ")
        + new Relation(workspace, base.orElseThrow()).withPositions(latestFiles)
        + " o ON "
        + table.key().stream()
            .map(name -> "n." + Sql.name(name) + " = o." + Sql.name(name))
            .collect(Collectors.joining(" AND "))
        + " WHERE CASE WHEN n.__position IS NULL THEN o.valid_to IS NULL"
        + " ELSE o.__row IS NULL OR o.valid_to IS NOT NULL OR "
        + table.columns().stream()
            .map(column -> Sql.name(column.name()))
            .map(name -> "n." + name + " IS DISTINCT FROM o." + name)
            .collect(Collectors.joining(" OR "))
        + " END";
  }

  private String columns(Function<Column, String> expression) {
    return table.columns().stream().map(expression).collect(Collectors.joining(", "));
  }

  private static String fresh(Column column) {
    return Sql.name("n." + column.name());
  }

  private static String old(Column column) {
    return Sql.name("o." + column.name());
  }

  /**
   * Writes what changed as new files: versions that are their records' latest apart from those that
   * are not, each in its partition.
   */
  List<NewFile> write(DeltaTable target) throws SQLException {
    ParquetWriter writer = new ParquetWriter(workspace, target, HistorySchema.of(table));
    List<NewFile> files = new ArrayList<>();
    writer.write(latestVersions(), HistorySchema.LATEST).ifPresent(files::add);
    if (!latestFiles.isEmpty()) {
      writer.write(closedVersions(), HistorySchema.NOT_LATEST).ifPresent(files::add);
    }
    return files;
  }

  private String latestVersions() {
    String opened =
        "SELECT "
            + columns(column -> fresh(column) + " AS " + Sql.name(column.name()))
            + ", "
            + Sql.instant(deliveredAt)
            + " AS valid_from, NULL::TIMESTAMPTZ AS valid_to FROM "
            + changes
            + " WHERE "
            + IS_NEW;
    if (latestFiles.isEmpty()) {
      return opened;
    }
    return opened
        + " UNION ALL SELECT "
        + columns(column -> old(column) + " AS " + Sql.name(column.name()))
        + ", \"o.valid_from\", "
        + Sql.instant(deliveredAt)
        + " FROM "
        + changes
        + " WHERE NOT "
        + IS_NEW;
  }

  private String closedVersions() {
    return "SELECT "
        + columns(column -> old(column) + " AS " + Sql.name(column.name()))
        + ", \"o.valid_from\" AS valid_from, coalesce(\"o.valid_to\", "
        + Sql.instant(deliveredAt)
        + ") AS valid_to FROM "
        + changes
        + " WHERE "
        + IS_NEW
        + " AND "
        + IS_OLD;
  }

  /** Where the versions lie that the new files replace. */
  Map<DataFile, long[]> replacedRows() throws SQLException {
    if (latestFiles.isEmpty()) {
      return Map.of();
    }
    return new Relation(workspace, base.orElseThrow())
        .positions(latestFiles, "SELECT __file, __row FROM " + changes + " WHERE " + IS_OLD);
  }
}
