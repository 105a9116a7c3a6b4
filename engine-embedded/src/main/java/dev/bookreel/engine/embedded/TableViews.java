package dev.bookreel.engine.embedded;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.Moment;
import dev.bookreel.engine.SystemTables;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Types;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.WrongQueryException;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the views under which SQL sees the lake's tables at a moment: {@code schema.name}, and for
 * a declared table {@code schema.name_history} too.
 */
public final class TableViews {
  public static final String HISTORY = "_history";

  private final LakeLayout layout;
  private final Workspace workspace;
  private final Moment moment;
  private final SortedMap<TableName, Long> versions;
  private final TableNames names;

  /**
   * @param versions those that the moment means
   */
  TableViews(
      LakeLayout layout,
      Workspace workspace,
      Moment moment,
      SortedMap<TableName, Long> versions,
      TableNames names) {
    this.layout = layout;
    this.workspace = workspace;
    this.moment = moment;
    this.versions = versions;
    this.names = names;
  }

  /**
   * Makes a table's views.
   *
   * @throws WrongQueryException if the table was never loaded, and nobody asked for a moment at
   *     which it may not have been
   */
  void create(TableName name) throws SQLException {
    workspace.execute("CREATE SCHEMA IF NOT EXISTS " + Sql.name(name.schema()));
    Long version = versions.get(name);
    Optional<TableDefinition> definition = layout.definition().table(name);
    if (version == null) {
      createEmpty(name, definition);
      return;
    }
    TableVersion opened = layout.table(name).at(version);
    if (definition.isEmpty()) {
      createView(name, name.name(), kept(name, opened));
    } else if (moment.asOf().isEmpty()) {
      createNewest(definition.get(), opened);
    } else {
      createAsOf(definition.get(), opened, moment.asOf().get());
    }
  }

  private void createNewest(TableDefinition table, TableVersion opened) throws SQLException {
    Relation relation = new Relation(workspace, opened);
    createView(
        table.name(),
        table.name().name() + HISTORY,
        "SELECT %s, valid_from, valid_to, is_latest FROM %s"
            .formatted(own(table, opened.schema()), relation.of(opened.files())));
    createView(
        table.name(),
        table.name().name(),
        "SELECT %s, valid_to AS deleted_at FROM %s"
            .formatted(
                own(table, opened.schema()), relation.of(HistorySchema.latestFiles(opened))));
  }

  /**
   * What is latest is worked out anew, by which is the last version that had begun: the one that
   * the table calls so may have come later. Of a row number that is to be 1 DuckDB makes an
   * aggregate, in which -0.0 loses its sign.
   */
  private void createAsOf(TableDefinition table, TableVersion opened, Instant time)
      throws SQLException {
    Predicate begun =
        new Predicate(
            "<=",
            new io.delta.kernel.expressions.Column(HistorySchema.VALID_FROM),
            Literal.ofTimestamp(Sql.micros(time)));
    List<DataFile> files = opened.files(Optional.of(begun));
    boolean onlyLatest =
        files.stream().allMatch(file -> file.partition().equals(HistorySchema.LATEST));
    String isLatest =
        onlyLatest
            ? "true"
            : "lead(valid_from) OVER (PARTITION BY "
                + Sql.names(HistorySchema.key(opened).orElse(table.key()))
                + " ORDER BY valid_from) IS NULL";
    createView(
        table.name(),
        table.name().name() + HISTORY,
        "SELECT %1$s, valid_from, CASE WHEN valid_to <= %2$s THEN valid_to END AS valid_to, %3$s AS is_latest FROM %4$s WHERE valid_from <= %2$s"
            .formatted(
                own(table, opened.schema()),
                Sql.instant(time),
                isLatest,
                new Relation(workspace, opened).of(files)));
    createView(
        table.name(),
        table.name().name(),
        "SELECT %s, valid_to AS deleted_at FROM %s.%s WHERE is_latest"
            .formatted(
                names(table, opened.schema()),
                Sql.name(table.name().schema()),
                Sql.name(table.name().name() + HISTORY)));
  }

  /** Answers and the pipeline's own tables: rows are only ever added to them. */
  private String kept(TableName name, TableVersion opened) throws SQLException {
    return "SELECT "
        + columns(opened.schema())
        + " FROM "
        + new Relation(workspace, opened).of(opened.files())
        + moment
            .asOf()
            .map(
                time ->
                    " WHERE %s <= %s"
                        .formatted(
                            name.schema().equals(SystemTables.SCHEMA) ? "delivered_at" : "asked_at",
                            Sql.instant(time)))
            .orElse("");
  }

  private void createEmpty(TableName name, Optional<TableDefinition> definition)
      throws SQLException {
    names.refuseNeverLoaded(name);
    if (definition.isPresent()) {
      StructType schema = HistorySchema.of(definition.get());
      createView(name, name.name() + HISTORY, "SELECT " + nulls(schema) + " WHERE false");
      createView(
          name,
          name.name(),
          "SELECT %s, valid_to AS deleted_at FROM %s.%s"
              .formatted(
                  names(definition.get(), schema),
                  Sql.name(name.schema()),
                  Sql.name(name.name() + HISTORY)));
      return;
    }
    createView(name, name.name(), "SELECT " + nulls(undeclared(name)) + " WHERE false");
  }

  /** A table of answers that is in the lake by now has had its columns from the first answer on. */
  private StructType undeclared(TableName name) {
    if (!SystemTables.COLUMNS.containsKey(name)) {
      return layout
          .table(name)
          .latest()
          .orElseThrow(() -> names.noSuchTable(name.toString()))
          .schema();
    }
    StructType schema = new StructType();
    for (var column : SystemTables.COLUMNS.getOrDefault(name, Collections.emptyMap()).entrySet()) {
      schema = schema.add(column.getKey(), Types.delta(column.getValue()));
    }
    return schema;
  }

  private void createView(TableName table, String name, String query) throws SQLException {
    workspace.execute(
        "CREATE VIEW " + Sql.name(table.schema()) + "." + Sql.name(name) + " AS " + query);
  }

  private static String columns(StructType schema) {
    return Sql.names(schema.fieldNames());
  }

  /**
   * A record's columns: those of the definition, null where the table does not have them yet, and
   * those that it has and the definition no longer.
   */
  private static String own(TableDefinition table, StructType schema) {
    return ownColumns(table, schema)
        .map(
            column ->
                HistorySchema.field(schema, column.getName()).isPresent()
                    ? Sql.name(column.getName())
                    : nullOf(column))
        .collect(Collectors.joining(", "));
  }

  /** The same, of a view that has them already. */
  private static String names(TableDefinition table, StructType schema) {
    return ownColumns(table, schema)
        .map(StructField::getName)
        .map(Sql::name)
        .collect(Collectors.joining(", "));
  }

  private static Stream<StructField> ownColumns(TableDefinition table, StructType schema) {
    StructType declared = HistorySchema.of(table);
    return Stream.concat(
            declared.fields().stream(),
            schema.fields().stream()
                .filter(field -> HistorySchema.field(declared, field.getName()).isEmpty()))
        .filter(field -> !TableDefinition.RESERVED_COLUMNS.contains(field.getName()));
  }

  private static String nulls(StructType schema) {
    return schema.fields().stream().map(TableViews::nullOf).collect(Collectors.joining(", "));
  }

  private static String nullOf(StructField field) {
    return "NULL::" + Types.duck(field.getDataType()) + " AS " + Sql.name(field.getName());
  }
}
