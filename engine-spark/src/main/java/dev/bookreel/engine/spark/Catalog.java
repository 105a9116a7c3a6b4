package dev.bookreel.engine.spark;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.embedded.LakeLayout;
import dev.bookreel.engine.embedded.TableViews;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Types;
import dev.bookreel.error.LakeException;
import io.delta.kernel.types.StructField;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.CatalogTableType;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * The lake's tables in a catalog that outlives the session, a Hive metastore or what speaks its
 * protocol: whoever asks that catalog finds them. A history is a Delta table, its latest versions
 * are a view of it; answers and the pipeline's own tables are Delta tables.
 */
final class Catalog {
  private final Session session;
  private final LakeLayout layout;

  Catalog(Session session, LakeLayout layout) {
    this.session = session;
    this.layout = layout;
  }

  /** Whether there is any: by default a session has one of its own. */
  boolean isThere() {
    return session
        .spark()
        .sparkContext()
        .conf()
        .get("spark.sql.catalogImplementation", "in-memory")
        .equals("hive");
  }

  /**
   * Registers what is missing and what has other columns than it was registered with; the rest is
   * left alone.
   *
   * @throws LakeException if the catalog refuses, or has a table of that name that lies elsewhere;
   *     some tables are registered then, and the lake itself is as it was
   */
  void follow() {
    for (TableName table : layout.tables()) {
      Optional<TableVersion> version = layout.table(table).latest();
      if (version.isPresent()) {
        try {
          register(table, version.get());
        } catch (Exception e) {
          throw new LakeException(
              "Cannot register %s in the catalog: %s. The lake is as it should be; the next command with this catalog tries again"
                  .formatted(table, String.valueOf(e.getMessage()).split("\\R", 2)[0]),
              e);
        }
      }
    }
  }

  private void register(TableName table, TableVersion version) throws AnalysisException {
    Optional<TableDefinition> definition = layout.definition().table(table);
    String stored = table.name() + (definition.isPresent() ? TableViews.HISTORY : "");
    registerTable(new TableIdentifier(stored, Option.apply(table.schema())), table);
    if (definition.isPresent()) {
      registerLatest(new TableIdentifier(table.name(), Option.apply(table.schema())), version);
    }
  }

  private void registerTable(TableIdentifier name, TableName table) throws AnalysisException {
    Path location = layout.location(table);
    Optional<CatalogTable> known = known(name);
    if (known.isEmpty()) {
      session.spark().sql("CREATE SCHEMA IF NOT EXISTS " + SparkSql.name(table.schema()));
      session
          .spark()
          .sql(
              "CREATE TABLE %s USING delta LOCATION %s"
                  .formatted(name.quotedString(), SparkSql.text(Session.name(location))));
      return;
    }
    URI registered = known.get().location();
    if (!new org.apache.hadoop.fs.Path(registered)
        .equals(new org.apache.hadoop.fs.Path(Session.name(location)))) {
      throw taken(name, ", in " + registered);
    }
  }

  /** A view has the columns that its table had when it was made. */
  private void registerLatest(TableIdentifier name, TableVersion version) throws AnalysisException {
    List<StructField> columns =
        version.schema().fields().stream()
            .filter(field -> !TableDefinition.RESERVED_COLUMNS.contains(field.getName()))
            .collect(Collectors.toList());
    StructType wanted =
        StructType.fromDDL(
            columns.stream()
                .map(field -> column(field) + ", ")
                .collect(Collectors.joining("", "", "deleted_at timestamp")));
    Optional<CatalogTable> known = known(name);
    if (known.isPresent() && !known.get().tableType().equals(CatalogTableType.VIEW())) {
      throw taken(name, "");
    }
    if (known.isEmpty() || !known.get().schema().catalogString().equals(wanted.catalogString())) {
      session
          .spark()
          .sql(
              "CREATE OR REPLACE VIEW %s AS SELECT %svalid_to AS deleted_at FROM %s WHERE is_latest"
                  .formatted(
                      name.quotedString(),
                      columns.stream()
                          .map(field -> SparkSql.name(field.getName()) + ", ")
                          .collect(Collectors.joining()),
                      new TableIdentifier(name.table() + TableViews.HISTORY, name.database())
                          .quotedString()));
    }
  }

  private static LakeException taken(TableIdentifier name, String where) {
    return new LakeException(
        "there is a table %s already%s. Use a catalog for each lake, or drop it there"
            .formatted(name.unquotedString(), where));
  }

  private static String column(StructField field) {
    return SparkSql.name(field.getName()) + " " + Types.text(field.getDataType());
  }

  private Optional<CatalogTable> known(TableIdentifier name) throws AnalysisException {
    SessionCatalog catalog = session.spark().sessionState().catalog();
    return catalog.tableExists(name)
        ? Optional.of(catalog.getTableMetadata(name))
        : Optional.empty();
  }
}
