package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Column;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Types;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Divides all possible keys into pieces that can be compared one after the other, so that a
 * comparison holds one piece's records in memory and not all. That pays where files have records in
 * the order of their keys, as most dumps are: then a piece's records lie together, and the
 * statistics of their row groups rule out the others.
 *
 * @param records in a piece, about
 * @param most pieces; each costs a look at the statistics and at deleted rows
 * @param overlap how many times the records may be read in all, at most; if it were more, there is
 *     one piece
 */
record KeyPieces(long records, int most, double overlap) {
  static final KeyPieces USUAL = new KeyPieces(250_000, 16, 2);

  private static final String EVERYTHING = "true";

  /**
   * Conditions, of which each key meets exactly one.
   *
   * @param first the first column of the key
   */
  List<String> of(Workspace workspace, Column first, TableVersion version, List<DataFile> files)
      throws SQLException {
    long all = records(files);
    if (all <= records
        || !KeyRange.isBounded(first.type())
        || version.mayRenameOrRetype()
        || !files.stream().allMatch(file -> ParquetWriter.wrote(file.path()))) {
      return List.of(EVERYTHING);
    }
    String name = Sql.name(first.name());
    String type = Types.duck(first.type());
    List<String> borders = borders(workspace, first, type, files, Math.max(records, all / most));
    if (borders.isEmpty()) {
      return List.of(EVERYTHING);
    }
    List<String> pieces = new ArrayList<>();
    String from = "";
    for (String border : borders) {
      String value = "CAST(" + Sql.text(border) + " AS " + type + ")";
      pieces.add(from + name + " < " + value);
      from = name + " >= " + value + " AND ";
    }
    pieces.add(from + EVERYTHING);
    return pieces;
  }

  private static long records(List<DataFile> files) {
    return files.stream().flatMap(file -> file.records().stream()).mapToLong(Long::longValue).sum();
  }

  /**
   * Where pieces begin, but the first; empty if dividing does not pay. SQL's text ends at a
   * character 0.
   */
  private List<String> borders(
      Workspace workspace, Column column, String type, List<DataFile> files, long size)
      throws SQLException {
    String groups =
        "SELECT TRY_CAST(stats_min_value AS %1$s) AS least, TRY_CAST(stats_max_value AS %1$s) AS most, row_group_num_rows AS records FROM parquet_metadata(%2$s) WHERE path_in_schema = %3$s"
            .formatted(
                type,
                Sql.files(files.stream().map(DataFile::path).collect(Collectors.toList())),
                Sql.text(column.name()));
    return workspace.list(
        """
        WITH groups AS (%1$s),
        starts AS (
          SELECT min(least) AS border
          FROM (SELECT least, (sum(records) OVER (ORDER BY least, most ROWS UNBOUNDED PRECEDING) - records) // %2$d AS piece FROM groups)
          GROUP BY piece),
        pieces AS (SELECT border, lead(border) OVER (ORDER BY border) AS until FROM starts),
        reading AS (
          SELECT sum(records) AS records FROM pieces JOIN groups ON (until IS NULL OR least < until) AND most >= border)
        SELECT CAST(border AS VARCHAR) FROM pieces
        WHERE (SELECT records FROM reading) <= %3$s * (SELECT sum(records) FROM groups)
          AND (SELECT bool_and(least IS NOT NULL AND most IS NOT NULL) FROM groups)
          AND border > (SELECT min(least) FROM groups) AND NOT contains(CAST(border AS VARCHAR), chr(0))
        ORDER BY border
        """
            .formatted(groups, size, overlap),
        row -> row.getString(1));
  }
}
