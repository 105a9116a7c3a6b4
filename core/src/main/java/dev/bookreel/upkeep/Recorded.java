package dev.bookreel.upkeep;

import dev.bookreel.definition.TableName;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the pipeline recorded of deliveries and loads, as far as it can still be read. */
record Recorded(Optional<List<RecordedDelivery>> deliveries, Set<TableName> loaded) {

  /**
   * @param file relative to the lake
   */
  record RecordedDelivery(TableName table, Instant deliveredAt, String file, String sha256) {}

  static Recorded read(Engine engine) {
    List<RecordedDelivery> deliveries = new ArrayList<>();
    Set<TableName> loaded = new HashSet<>();
    boolean complete =
        forEachRow(
            engine,
            "SELECT table_name, delivered_at, file, sha256 FROM lake.deliveries",
            row ->
                deliveries.add(
                    new RecordedDelivery(
                        TableName.parse(text(row, 0)),
                        (Instant) Objects.requireNonNull(row.get(1)),
                        text(row, 2),
                        text(row, 3))));
    forEachRow(
        engine,
        "SELECT DISTINCT table_name FROM lake.loads WHERE version IS NOT NULL",
        row -> loaded.add(TableName.parse(text(row, 0))));
    return new Recorded(complete ? Optional.of(deliveries) : Optional.empty(), loaded);
  }

  private interface RowReader {
    void read(List<@Nullable Object> row);
  }

  /** Whether all rows could be read. Damaged files make engines fail in any way. */
  private static boolean forEachRow(Engine engine, String sql, RowReader reader) {
    try (LakeView view = engine.view();
        Rows rows = view.records().query(Query.of(sql))) {
      for (List<@Nullable Object> row = rows.next(); row != null; row = rows.next()) {
        reader.read(row);
      }
      return true;
    } catch (RuntimeException unreadable) {
      return false;
    }
  }

  private static String text(List<@Nullable Object> row, int column) {
    return Objects.toString(row.get(column), "");
  }
}
