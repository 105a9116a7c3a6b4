package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.engine.Breach;
import dev.bookreel.engine.ChangeCounts;
import dev.bookreel.engine.LoadOutcome;
import dev.bookreel.engine.embedded.Delivered.Findings;
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
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
  private static final String IS_UPDATED =
      IS_NEW + " AND " + IS_OLD + " AND \"o.valid_to\" IS NULL";

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
    return table.contains() == Contains.EVERYTHING
        ? HistorySchema.latestFiles(version)
        : version.files(
            Optional.of(KeyRange.of(workspace, table).within(HistorySchema.IS_LATEST_FILES)));
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
            SELECT count_if(%1$s AND NOT (%2$s)), count_if(%2$s), count_if(NOT %1$s) FROM %3$s
            """
                .formatted(IS_NEW, IS_UPDATED, changes),
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

  /** The keys of the first few records that a breach concerns. */
  List<List<Object>> examples(Breach breach) throws SQLException {
    boolean changed = breach == Breach.CHANGED;
    String keys =
        table.keyColumns().stream()
            .map(changed ? Merge::fresh : Merge::old)
            .collect(Collectors.joining(", "));
    String query =
        "SELECT %s FROM %s WHERE %s ORDER BY ALL LIMIT %d"
            .formatted(
                keys, changes, changed ? IS_UPDATED : "NOT " + IS_NEW, LoadOutcome.Held.EXAMPLES);
    List<List<Object>> examples = new ArrayList<>();
    try (DuckRows rows = new DuckRows(workspace, workspace.prepare(query, List.of()))) {
      for (List<@Nullable Object> row = rows.next(); row != null; row = rows.next()) {
        examples.add(row.stream().map(Objects::requireNonNull).collect(Collectors.toList()));
      }
    }
    return examples;
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
        + columns(column -> known(column) + " AS " + old(column))
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
            .flatMap(column -> differs(column).stream())
            .collect(Collectors.joining(" OR "))
        + " END";
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
