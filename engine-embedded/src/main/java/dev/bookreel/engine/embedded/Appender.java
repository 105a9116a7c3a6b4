package dev.bookreel.engine.embedded;

import dev.bookreel.definition.TableName;
import dev.bookreel.engine.SystemTables;
import dev.bookreel.engine.embedded.delta.Change;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.LostRaceException;
import dev.bookreel.engine.embedded.delta.NewFile;
import dev.bookreel.engine.embedded.delta.TableSchema;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Types;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.ConflictException;
import dev.bookreel.error.LakeException;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Appends the rows of a workspace's table to a Delta table of answers or of the pipeline's own. */
public final class Appender {
  private static final int ATTEMPTS = 100;

  /** Source: Delta Transaction Log Protocol; Kernel's SchemaUtils has the same list. */
  private static final Pattern NO_NAME = Pattern.compile("[ ,;{}()\\n\\t=]");

  private final LakeLayout layout;
  private final Workspace workspace;

  public Appender(LakeLayout layout, Workspace workspace) {
    this.layout = layout;
    this.workspace = workspace;
  }

  /** What of the target the new rows replace. */
  @FunctionalInterface
  interface Replaced {
    /**
     * @return where the rows lie that the new ones replace; empty if nothing is to be done, since
     *     the version holds just what it should
     */
    Optional<Map<DataFile, long[]>> in(TableVersion version) throws SQLException;
  }

  /**
   * Appends all rows in one commit; creates the table, or gives it columns that it lacks.
   *
   * @param rows a table in the workspace
   * @return the committed version
   * @throws ConflictException if others kept committing first; nothing was written
   */
  public long append(TableName target, String rows) throws SQLException {
    return replace(version -> Optional.of(Map.of()), target, rows);
  }

  /** A query for the rows with their values as {@link #append} writes them. */
  public String kept(TableName target, String rows) throws SQLException {
    StructType schema = schema(target, layout.table(target), rows);
    return "SELECT " + casts(schema) + " FROM " + rows;
  }

  /**
   * Like {@link #append}, but in the place of other rows: of two writers who try the same at once
   * only one changes the target.
   *
   * @return the version that holds the rows
   */
  long replace(Replaced replaced, TableName target, String rows) throws SQLException {
    DeltaTable table = layout.table(target);
    StructType schema = schema(target, table, rows);
    @Nullable List<NewFile> files = null;
    for (int attempt = 1; ; attempt++) {
      Optional<TableVersion> latest = table.latest();
      latest.ifPresent(version -> version.requireWritable(false));
      Optional<Map<DataFile, long[]>> gone =
          latest.isPresent() ? replaced.in(latest.get()) : Optional.of(Map.of());
      if (gone.isEmpty()) {
        return latest.orElseThrow().version();
      }
      if (files == null) {
        files = write(table, schema, rows);
      }
      try {
        long version =
            commit(
                table, latest, schema, new Change(files, List.of(), gone.get(), Optional.empty()));
        new Compactor(layout, workspace, Rewriter.here(layout), target).tidy(version);
        return version;
      } catch (LostRaceException e) {
        if (attempt == ATTEMPTS) {
          throw new ConflictException(
              "Cannot append to %s: other writers committed first %d times. Nothing was written; try again later"
                  .formatted(target, ATTEMPTS),
              e);
        }
      }
    }
  }

  private List<NewFile> write(DeltaTable table, StructType schema, String rows)
      throws SQLException {
    return new ParquetWriter(workspace, table.location(), schema)
        .write("SELECT " + casts(schema) + " FROM " + rows, Map.of())
        .map(List::of)
        .orElse(List.of());
  }

  private static long commit(
      DeltaTable table, Optional<TableVersion> latest, StructType rows, Change change)
      throws LostRaceException {
    if (latest.isEmpty()) {
      return table.create(TableSchema.of(rows), List.of(), change);
    }
    StructType wider = widened(latest.get().schema(), rows);
    return table.commit(
        latest.get(),
        wider.equals(latest.get().schema()) ? Optional.empty() : Optional.of(TableSchema.of(wider)),
        change);
  }

  private static StructType widened(StructType existing, StructType rows) {
    StructType wider = existing;
    for (StructField field : rows.fields()) {
      if (existing.indexOf(field.getName()) < 0) {
        wider = wider.add(field);
      }
    }
    return wider;
  }

  /** The rows' own columns, in the types that the table has for them already. */
  private StructType schema(TableName target, DeltaTable table, String rows) throws SQLException {
    Map<String, DataType> known = new HashMap<>();
    SystemTables.COLUMNS
        .getOrDefault(target, Map.of())
        .forEach((name, type) -> known.put(name, Types.delta(type)));
    table
        .latest()
        .ifPresent(
            version ->
                version
                    .schema()
                    .fields()
                    .forEach(field -> known.put(field.getName(), field.getDataType())));
    StructType schema = new StructType();
    for (StructField field : described(rows)) {
      if (NO_NAME.matcher(field.getName()).find()) {
        throw new LakeException(
            "Column '%s' of %s cannot be kept: Delta allows no column name with one of ' ,;{}()=' or a line break or tab. Give it a name with AS"
                .formatted(field.getName(), target));
      }
      DataType type = known.getOrDefault(field.getName(), field.getDataType());
      if (!Types.holds(type, field.getDataType())) {
        refuseMisfits(target, type, field, rows);
      }
      schema = schema.add(field.getName(), type);
    }
    return schema;
  }

  /** Engines differ in the types that they give to what they compute. */
  private void refuseMisfits(TableName target, DataType type, StructField field, String rows)
      throws SQLException {
    String name = Sql.name(field.getName());
    String misfits = Types.misfits(type, field.getDataType(), name).orElse("true");
    List<String> found =
        workspace.list(
            "SELECT CAST(%s AS VARCHAR) FROM %s WHERE %s LIMIT 1".formatted(name, rows, misfits),
            row -> String.valueOf(row.getString(1)));
    if (!found.isEmpty()) {
      throw new LakeException(
          "Column '%s' of %s is %s, but the new rows have %s, such as %s. Give the query's column another name, or cast it"
              .formatted(
                  field.getName(),
                  target,
                  Types.text(type),
                  Types.text(field.getDataType()),
                  found.get(0)));
    }
  }

  private List<StructField> described(String rows) throws SQLException {
    return workspace.list(
        "DESCRIBE " + rows,
        row -> new StructField(row.getString(1), Types.delta(row.getString(2)), true));
  }

  private static String casts(StructType schema) {
    return schema.fields().stream()
        .map(
            field ->
                "CAST(%s AS %s) AS %s"
                    .formatted(
                        Sql.name(field.getName()),
                        Types.duck(field.getDataType()),
                        Sql.name(field.getName())))
        .collect(Collectors.joining(", "));
  }
}
