package dev.bookreel.engine.spark;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.embedded.DuckTailVersions;
import dev.bookreel.engine.embedded.LakeLayout;
import dev.bookreel.engine.embedded.Rewrite;
import dev.bookreel.engine.embedded.TailVersions;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.NewFile;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Types;
import io.delta.kernel.types.StructField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The versions that a reload may change, staged in parts by the key. Spark finds them and compares
 * them with what was worked out; tasks write.
 */
final class StagedTail implements TailVersions {
  private static final String CURRENT = "current";
  private static final String DIFFERENCE = "difference";
  private static final String NUMBER = "__number";

  private final Session session;
  private final Workplace workplace;
  private final TableDefinition table;
  private final TableVersion base;
  private final VersionFiles files;
  private final Instant start;
  private final Stage stage;
  private final String schema;

  /** Takes over the stage. */
  private StagedTail(
      Session session,
      Workplace workplace,
      TableDefinition table,
      TableVersion base,
      VersionFiles files,
      Instant start,
      Stage stage,
      Optional<Dataset<Row>> keys) {
    this.session = session;
    this.workplace = workplace;
    this.table = table;
    this.base = base;
    this.files = files;
    this.start = start;
    this.stage = stage;
    Dataset<Row> found = found(keys);
    this.schema = found.schema().toDDL();
    session.write(
        "-- versions of %s that may change".formatted(table.name()),
        found,
        stage.folder().resolve(CURRENT));
  }

  /** Finds those of a few small files in the driver: that is sooner. */
  static TailVersions.Finder finder(LakeLayout layout, Session session, Workplace workplace) {
    return finder(layout, session, workplace, session.partBytes());
  }

  /**
   * @param mostBytesHere of files in which the driver looks
   */
  static TailVersions.Finder finder(
      LakeLayout layout, Session session, Workplace workplace, long mostBytesHere) {
    return (workspace, table, base, files, start, keys) -> {
      if (Rewrite.bytes(files) <= mostBytesHere) {
        return new DuckTailVersions(workspace, table, base, files, start, keys);
      }
      Stage stage = Stage.create(layout);
      boolean isFound = false;
      try {
        Optional<Dataset<Row>> staged =
            keys.isPresent()
                ? Optional.of(StagedRows.keys(session, workspace, stage, table, keys.get()))
                : Optional.empty();
        TailVersions found =
            new StagedTail(
                session,
                workplace,
                table,
                base,
                new VersionFiles(session, base, files),
                start,
                stage,
                staged);
        isFound = true;
        return found;
      } finally {
        if (!isFound) {
          stage.close();
        }
      }
    };
  }

  private Dataset<Row> found(Optional<Dataset<Row>> keys) {
    String since = "valid_from >= " + SparkSql.instant(start);
    Dataset<Row> all = files.withPlaces();
    return keys.map(some -> all.join(some, table.key().toArray(String[]::new), "left_semi"))
        .orElse(all)
        .selectExpr(
            "*",
            "row_number() OVER (PARTITION BY %s, %s ORDER BY valid_from DESC) AS %s"
                .formatted(SparkSql.names(table.key()), since, NUMBER))
        .where(since + " OR " + NUMBER + " = 1")
        .drop(NUMBER);
  }

  private List<TailTask> tasks(String name, TableVersion schemaOf) {
    return stage.parts(name).stream()
        .map(
            part ->
                new TailTask(
                    workplace, part.toString(), schemaOf.location().toString(), schemaOf.version()))
        .collect(Collectors.toList());
  }

  @Override
  public List<NewFile> seed(DeltaTable target) {
    String folder = target.location().toString();
    Instant moment = start;
    return WrittenPart.files(
        TaskResult.all(session.forEach(tasks(CURRENT, base), task -> task.seed(folder, moment))),
        target,
        base.schema());
  }

  @Override
  public Difference difference(TableVersion worked) {
    List<String> selected = new ArrayList<>();
    List<String> differs = new ArrayList<>();
    for (StructField field : worked.schema().fields()) {
      String name = SparkSql.name(field.getName());
      boolean isKnown = base.schema().indexOf(field.getName()) >= 0;
      String old = isKnown ? "c." + name : "CAST(NULL AS " + Types.text(field.getDataType()) + ")";
      selected.add("n." + name + " AS " + name);
      differs.add("NOT n." + name + " <=> " + old);
    }
    selected.addAll(List.of("c.__file AS __file", "c.__row AS __row"));
    String same =
        table.key().stream()
            .map(SparkSql::name)
            .map(key -> "n." + key + " = c." + key)
            .collect(Collectors.joining(" AND ", "", " AND n.valid_from = c.valid_from"));
    Dataset<Row> rows =
        VersionFiles.all(session, worked)
            .as("n")
            .join(
                session.parquet(schema, stage.parts(CURRENT)).as("c"),
                functions.expr(same),
                "full_outer")
            .where("c.__row IS NULL OR n.valid_from IS NULL OR " + String.join(" OR ", differs))
            .selectExpr(selected.toArray(String[]::new));
    session.write(
        "-- how versions of %s differ from those worked out anew".formatted(table.name()),
        rows,
        stage.folder().resolve(DIFFERENCE));
    return new Staged(worked);
  }

  private final class Staged implements Difference {
    private final TableVersion worked;
    private List<WrittenPart> written = List.of();

    Staged(TableVersion worked) {
      this.worked = worked;
    }

    @Override
    public boolean isEmpty() {
      return session.forEach(tasks(DIFFERENCE, worked), TailTask::isEmpty).stream()
          .allMatch(Boolean::booleanValue);
    }

    @Override
    public List<NewFile> write(DeltaTable target) {
      String folder = target.location().toString();
      written =
          TaskResult.all(session.forEach(tasks(DIFFERENCE, worked), task -> task.write(folder)));
      return WrittenPart.files(written, target, worked.schema());
    }

    @Override
    public Map<DataFile, long[]> replacedRows() {
      return WrittenPart.replaced(written, files);
    }
  }

  @Override
  public void close() {
    stage.close();
  }
}
