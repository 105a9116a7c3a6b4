package dev.bookreel.engine.spark;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.engine.Breach;
import dev.bookreel.engine.ChangeCounts;
import dev.bookreel.engine.embedded.ChangedVersions;
import dev.bookreel.engine.embedded.Comparison;
import dev.bookreel.engine.embedded.Findings;
import dev.bookreel.engine.embedded.HistorySchema;
import dev.bookreel.engine.embedded.KeyRange;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.NewFile;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Workspace;
import io.delta.kernel.types.StructField;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Compares a staged delivery with the latest versions of a table by one join, which Spark spreads
 * by the key, and stages what changes. Where there is nothing to compare with, everything is new,
 * and the delivery itself is what changes, in the parts in which it was read.
 */
final class SparkComparison implements Comparison {
  private final Session session;
  private final Stage stage;
  private final Workspace workspace;
  private final Workplace workplace;
  private final TableDefinition table;
  private final Instant deliveredAt;
  private final Optional<TableVersion> base;
  private final Optional<VersionFiles> latest;
  private final List<Path> accepted;
  private final List<Path> parts;
  private final ChangeCounts counts;
  private List<WrittenPart> written = List.of();

  SparkComparison(
      Workplace workplace,
      Session session,
      Stage stage,
      Workspace workspace,
      TableDefinition table,
      Instant deliveredAt,
      StagedRows read,
      Optional<TableVersion> base,
      String name)
      throws SQLException {
    this.session = session;
    this.stage = stage;
    this.workspace = workspace;
    this.workplace = workplace;
    this.table = table;
    this.deliveredAt = deliveredAt;
    this.accepted = read.accepted();
    this.base = base;
    List<DataFile> latestFiles = latestFiles();
    this.latest =
        base.filter(version -> !latestFiles.isEmpty())
            .map(version -> new VersionFiles(session, version, latestFiles));
    if (latest.isEmpty()) {
      this.parts = accepted;
    } else {
      session.write(
          "-- what a delivery changes in %s".formatted(table.name()),
          changes(),
          stage.folder().resolve(name));
      this.parts = stage.parts(name);
    }
    this.counts = count(read.findings());
  }

  private List<DataFile> latestFiles() throws SQLException {
    if (base.isEmpty()) {
      return List.of();
    }
    return table.contains() == Contains.EVERYTHING
        ? HistorySchema.latestFiles(base.get())
        : base.get()
            .files(
                Optional.of(
                    KeyRange.of(workspace, table, Stage.relation(workspace, accepted))
                        .within(HistorySchema.IS_LATEST_FILES)));
  }

  private Dataset<Row> changes() {
    Dataset<Row> delivered = StagedRows.rows(session, table, accepted);
    boolean everything = table.contains() == Contains.EVERYTHING;
    List<String> selected = new ArrayList<>();
    selected.add("n.__position AS __position");
    for (Column column : table.columns()) {
      String fresh = SparkSql.name(column.name());
      selected.add("n." + fresh + " AS " + SparkSql.name("n." + column.name()));
      selected.add(
          (field(column).isPresent() ? "o." + fresh : "CAST(NULL AS " + column.type() + ")")
              + " AS "
              + SparkSql.name("o." + column.name()));
    }
    selected.addAll(
        List.of(
            "o.valid_from AS `o.valid_from`",
            "o.valid_to AS `o.valid_to`",
            "o.__file AS __file",
            "o.__row AS __row"));
    return delivered
        .as("n")
        .join(
            latest.orElseThrow().withPlaces().as("o"),
            functions.expr(
                table.key().stream()
                    .map(SparkSql::name)
                    .map(key -> "n." + key + " = o." + key)
                    .collect(Collectors.joining(" AND "))),
            everything ? "full_outer" : "left_outer")
        .where(
            "CASE WHEN n.__position IS NULL THEN o.valid_to IS NULL"
                + " ELSE o.__row IS NULL OR o.valid_to IS NOT NULL OR "
                + table.columns().stream()
                    .flatMap(column -> differs(column).stream())
                    .collect(Collectors.joining(" OR "))
                + " END")
        .selectExpr(selected.toArray(String[]::new));
  }

  private Optional<StructField> field(Column column) {
    return base.flatMap(version -> HistorySchema.field(version.schema(), column.name()));
  }

  /** As the embedded engine's: where null means unknown a version does not differ. */
  private Optional<String> differs(Column column) {
    return field(column)
        .map(
            field -> {
              String name = SparkSql.name(column.name());
              String differs = "NOT n." + name + " <=> o." + name;
              return HistorySchema.since(field)
                  .map(
                      since ->
                          "(%s AND NOT (o.%s IS NULL AND o.valid_from < %s))"
                              .formatted(differs, name, SparkSql.instant(since)))
                  .orElse(differs);
            });
  }

  private ChangeCounts count(Findings findings) {
    long[] counted = new long[3];
    for (long[] part : session.forEach(tasks(stage.folder()), PartTask::count)) {
      Arrays.setAll(counted, i -> counted[i] + part[i]);
    }
    return ChangedVersions.counts(findings, counted);
  }

  private List<PartTask> tasks(Path target) {
    return parts.stream()
        .map(
            part ->
                new PartTask(
                    table,
                    deliveredAt,
                    workplace,
                    part.toString(),
                    target.toString(),
                    latest.isEmpty()))
        .collect(Collectors.toList());
  }

  @Override
  public ChangeCounts counts() {
    return counts;
  }

  @Override
  public List<List<Object>> examples(Breach breach) throws SQLException {
    return new ChangedVersions(
            workspace, table, deliveredAt, Stage.relation(workspace, parts), false)
        .examples(breach);
  }

  @Override
  public List<NewFile> write(DeltaTable target) {
    written = TaskResult.all(session.forEach(tasks(target.location()), PartTask::write));
    return WrittenPart.files(written, target, HistorySchema.of(table));
  }

  @Override
  public Map<DataFile, long[]> replacedRows() {
    return latest.map(files -> WrittenPart.replaced(written, files)).orElse(Map.of());
  }
}
