package dev.bookreel.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.engine.EngineListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The median of numbers is Spark's, but for what it costs. */
class MedianTest {
  private final Session session = TestSpark.session(EngineListener.SILENT);

  private List<Row> rows(String sql) {
    return session.spark().sql(sql).collectAsList();
  }

  private static String values(List<String> values) {
    return values.stream().map(it -> "(" + it + ")").collect(Collectors.joining(", "));
  }

  /** Half of them is what Spark's own gives: percentile keeps its name. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1; 1.0",
        "3, 1; 2.0",
        "3, 1, 2; 2.0",
        "NULL, 5, NULL; 5.0",
        "NULL, CAST(NULL AS INT); null",
        "1.5, 2.25, 100; 2.25",
        "CAST('NaN' AS DOUBLE), 1.0D, 2.0D; 2.0",
        "CAST('-Infinity' AS DOUBLE), 1.0D; -Infinity",
        "0.1D, 0.2D; 0.15000000000000002"
      })
  void itIsTheMiddleOne(String values, String median) {
    Row row =
        rows("SELECT median(v), percentile(v, 0.5) FROM VALUES %s AS t(v)"
                .formatted(values(List.of(values.split(",", -1)))))
            .get(0);

    assertThat(String.valueOf(row.get(0))).isEqualTo(median);
    assertThat(row.get(0)).isEqualTo(row.get(1));
  }

  @Test
  void ofNothingItIsNull() {
    assertThat(rows("SELECT median(v) FROM VALUES (1) AS t(v) WHERE v > 1").get(0).get(0)).isNull();
  }

  @Test
  void eachGroupHasItsOwnInWhateverPartsItComes() {
    Random random = new Random(1);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      values.add(random.nextInt(7) + ", " + random.nextGaussian() + "D");
    }
    String from = " FROM (SELECT /*+ REPARTITION(5) */ * FROM VALUES %s AS t(g, v))";
    List<Row> rows =
        rows(
            ("SELECT g, median(v), percentile(v, 0.5), median(v) FILTER (WHERE v > 0),"
                    + " percentile(v, 0.5) FILTER (WHERE v > 0)"
                    + from
                    + " GROUP BY g")
                .formatted(values(values)));

    assertThat(rows).hasSize(7);
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.get(1)).isEqualTo(row.get(2));
              assertThat(row.get(3)).isEqualTo(row.get(4));
            });
  }

  @Test
  void itCanBeToldOfEachRowsNeighbours() {
    assertThat(
            rows(
                "SELECT median(v) OVER (PARTITION BY v % 2) FROM VALUES (1), (2), (3), (4) AS t(v) ORDER BY v"))
        .extracting(row -> row.getDouble(0))
        .containsExactly(2.0, 3.0, 2.0, 3.0);
  }

  /** Only numbers can be kept as numbers. */
  @Test
  void ofIntervalsItIsStillSparks() {
    assertThat(
            rows("SELECT median(v) = INTERVAL '2' HOUR FROM VALUES (INTERVAL '1' HOUR), (INTERVAL '3' HOUR) AS t(v)")
                .get(0)
                .getBoolean(0))
        .isTrue();
  }

  /** That the values are kept, and not a map of them, shows in the plan only. */
  @Test
  void sparksOwnIsNotUsed() {
    assertThat(
            session
                .spark()
                .sql("SELECT median(id) AS m FROM range(3)")
                .queryExecution()
                .optimizedPlan()
                .toString())
        .doesNotContain("percentile");
  }
}
