package dev.bookreel.engine.embedded;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.NewFile;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import io.delta.kernel.types.StructType;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Those that a reload may change, in DuckDB. */
public final class DuckTailVersions implements TailVersions {
  private static final String CURRENT = "current";
  private static final String DIFFERENCE = "difference";

  private final Workspace workspace;
  private final TableDefinition table;
  private final TableVersion base;
  private final List<DataFile> files;
  private final Instant start;

  /** As {@link TailVersions.Finder#find}. */
  public DuckTailVersions(
      Workspace workspace,
      TableDefinition table,
      TableVersion base,
      List<DataFile> files,
      Instant start,
      Optional<String> keys)
      throws SQLException {
    this.workspace = workspace;
    this.table = table;
    this.base = base;
    this.files = files;
    this.start = start;
    String key = Sql.names(table.key());
    workspace.execute(
        """
        CREATE TABLE %s AS SELECT h.* FROM %s h %s
        QUALIFY valid_from >= %4$s
          OR row_number() OVER (PARTITION BY %5$s, valid_from >= %4$s ORDER BY valid_from DESC) = 1
        """
            .formatted(
                CURRENT,
                new Relation(workspace, base).withPositions(files),
                keys.map(relation -> "SEMI JOIN %s USING (%s)".formatted(relation, key)).orElse(""),
                Sql.instant(start),
                key));
  }

  @Override
  public List<NewFile> seed(DeltaTable target) throws SQLException {
    TailRows rows = new TailRows(workspace, CURRENT, base.schema());
    return WrittenFile.in(rows.seed(target.location(), start), target.location(), base.schema());
  }

  @Override
  public Difference difference(TableVersion worked) throws SQLException {
    StructType schema = worked.schema();
    String reloaded = new Relation(workspace, worked).of(worked.files());
    workspace.execute(
        """
        CREATE TABLE %s AS SELECT n.*, c.__file, c.__row
        FROM (SELECT * FROM %2$s WHERE false UNION ALL BY NAME SELECT * FROM %3$s) c
        FULL JOIN %2$s n ON %4$s AND c.valid_from = n.valid_from
        WHERE c.__row IS NULL OR n.valid_from IS NULL OR %5$s
        """
            .formatted(
                DIFFERENCE,
                reloaded,
                CURRENT,
                table.key().stream()
                    .map(Sql::name)
                    .map(name -> "c." + name + " = n." + name)
                    .collect(Collectors.joining(" AND ")),
                schema.fieldNames().stream()
                    .map(Sql::name)
                    .map(name -> "c." + name + " IS DISTINCT FROM n." + name)
                    .collect(Collectors.joining(" OR "))));
    return new InDuck(new TailRows(workspace, DIFFERENCE, schema), schema);
  }

  private final class InDuck implements Difference {
    private final TailRows rows;
    private final StructType schema;

    InDuck(TailRows rows, StructType schema) {
      this.rows = rows;
      this.schema = schema;
    }

    @Override
    public boolean isEmpty() throws SQLException {
      return rows.isEmpty();
    }

    @Override
    public List<NewFile> write(DeltaTable target) throws SQLException {
      return WrittenFile.in(rows.write(target.location()), target.location(), schema);
    }

    @Override
    public Map<DataFile, long[]> replacedRows() throws SQLException {
      return new Relation(workspace, base).positions(files, rows.replacedRows());
    }
  }

  /** They go with the workspace. */
  @Override
  public void close() {}
}
