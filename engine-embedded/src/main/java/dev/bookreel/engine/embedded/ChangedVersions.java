package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.Breach;
import dev.bookreel.engine.ChangeCounts;
import dev.bookreel.engine.LoadOutcome;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison found, or a part of it, as a relation in the workspace: one row a changed
 * record, with the position of its new content in the delivery ({@code __position}), that content
 * in {@code "n.column"}, its version so far in {@code "o.column"} and where that lies ({@code
 * __file}, {@code __row}).
 */
public final class ChangedVersions {
  public static final String IS_NEW = "__position IS NOT NULL";
  public static final String IS_OLD = "__row IS NOT NULL";
  public static final String IS_UPDATED = IS_NEW + " AND " + IS_OLD + " AND \"o.valid_to\" IS NULL";

  private final Workspace workspace;
  private final TableDefinition table;
  private final Instant deliveredAt;
  private final String relation;
  private final boolean allNew;

  /**
   * @param relation to be put behind {@code FROM}; may be made later
   * @param allNew whether there is nothing old in it
   */
  public ChangedVersions(
      Workspace workspace,
      TableDefinition table,
      Instant deliveredAt,
      String relation,
      boolean allNew) {
    this.workspace = workspace;
    this.table = table;
    this.deliveredAt = deliveredAt;
    this.relation = relation;
    this.allNew = allNew;
  }

  String relation() {
    return relation;
  }

  /** Inserted, updated and deleted records, for {@link #counts(Findings, long[])}. */
  public long[] counted() throws SQLException {
    return workspace.one(
        """
        SELECT count_if(%1$s AND NOT (%2$s)), count_if(%2$s), count_if(NOT %1$s) FROM %3$s
        """
            .formatted(IS_NEW, IS_UPDATED, relation),
        row -> new long[] {row.getLong(1), row.getLong(2), row.getLong(3)});
  }

  /** What was accepted and is neither inserted nor updated is unchanged. */
  public static ChangeCounts counts(Findings findings, long[] counted) {
    long inserted = counted[0];
    long updated = counted[1];
    long deleted = counted[2];
    long accepted = findings.read() - findings.duplicates() - findings.refused();
    return new ChangeCounts(
        findings.read(),
        inserted,
        updated,
        deleted,
        accepted - inserted - updated,
        findings.duplicates(),
        findings.refused());
  }

  /** The keys of the first few records that a breach concerns. */
  public List<List<Object>> examples(Breach breach) throws SQLException {
    boolean changed = breach == Breach.CHANGED;
    String keys =
        table.keyColumns().stream()
            .map(changed ? ChangedVersions::fresh : ChangedVersions::old)
            .collect(Collectors.joining(", "));
    String query =
        "SELECT %s FROM %s WHERE %s ORDER BY ALL LIMIT %d"
            .formatted(
                keys, relation, changed ? IS_UPDATED : "NOT " + IS_NEW, LoadOutcome.Held.EXAMPLES);
    List<List<Object>> examples = new ArrayList<>();
    try (DuckRows rows = new DuckRows(workspace, workspace.prepare(query, List.of()))) {
      for (List<@Nullable Object> row = rows.next(); row != null; row = rows.next()) {
        examples.add(row.stream().map(Objects::requireNonNull).collect(Collectors.toList()));
      }
    }
    return examples;
  }

  private String columns(Function<Column, String> expression) {
    return table.columns().stream().map(expression).collect(Collectors.joining(", "));
  }

  /** The column with a record's new content. */
  public static String fresh(Column column) {
    return Sql.name("n." + column.name());
  }

  /** The column with a record's version so far. */
  public static String old(Column column) {
    return Sql.name("o." + column.name());
  }

  /**
   * Writes them as new files: versions that are their records' latest apart from those that are
   * not, each in its partition.
   *
   * @param folder the table's
   */
  public List<WrittenFile> write(Path folder) throws SQLException {
    ParquetWriter writer = new ParquetWriter(workspace, folder, HistorySchema.of(table));
    List<WrittenFile> files = new ArrayList<>();
    writer.written(latestVersions(), HistorySchema.LATEST).ifPresent(files::add);
    if (!allNew) {
      writer.written(closedVersions(), HistorySchema.NOT_LATEST).ifPresent(files::add);
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
            + relation
            + " WHERE "
            + IS_NEW;
    if (allNew) {
      return opened;
    }
    return opened
        + " UNION ALL SELECT "
        + columns(column -> old(column) + " AS " + Sql.name(column.name()))
        + ", \"o.valid_from\", "
        + Sql.instant(deliveredAt)
        + " FROM "
        + relation
        + " WHERE NOT "
        + IS_NEW;
  }

  private String closedVersions() {
    return "SELECT "
        + columns(column -> old(column) + " AS " + Sql.name(column.name()))
        + ", \"o.valid_from\" AS valid_from, coalesce(\"o.valid_to\", "
        + Sql.instant(deliveredAt)
        + ") AS valid_to FROM "
        + relation
        + " WHERE "
        + IS_NEW
        + " AND "
        + IS_OLD;
  }

  /** A query for the places, {@code __file} and {@code __row}, of what the new files replace. */
  public String replacedRows() {
    return "SELECT __file, __row FROM " + relation + " WHERE " + IS_OLD;
  }
}
