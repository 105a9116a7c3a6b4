package dev.bookreel.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureTest {
  private static final Figure WITH_FLOOR =
      new Figure(
          "dump",
          "2 million records",
          3,
          Spread.of(4, 3, 5),
          Optional.of(Spread.of(2, 1, 3)),
          Optional.of(9.5),
          1_100_000_000,
          300_000_000,
          7);
  private static final Figure ALONE =
      new Figure(
          "again",
          "nothing new",
          5,
          Spread.of(0.8),
          Optional.empty(),
          Optional.empty(),
          200_000_000,
          0,
          0);

  @Test
  void theRatioIsThatOfTheMedians() {
    assertThat(WITH_FLOOR.ratio()).contains(2.0);
    assertThat(ALONE.ratio()).isEmpty();
  }

  @Test
  void theTableIsAligned() {
    assertThat(FigureTable.aligned(List.of(WITH_FLOOR, ALONE)))
        .isEqualTo(
            """
            row    what               runs  seconds  least  most  DuckDB  ratio  Spark      MB  MB written  files
            dump   2 million records     3     4.00   3.00  5.00    2.00   2.00   9.50  1100.0       300.0      7
            again  nothing new           5     0.80   0.80  0.80       –      –      –   200.0         0.0      0
            """);
  }

  @Test
  void asMarkdownAndJsonItIsTheSame() {
    assertThat(FigureTable.markdown(List.of(ALONE)).lines())
        .hasSize(3)
        .contains("| again | nothing new | 5 | 0.80 | 0.80 | 0.80 | – | – | 200.0 | 0.0 | 0 |");
    assertThat(FigureTable.markdown(List.of(WITH_FLOOR, ALONE)).lines())
        .contains(
            "| dump | 2 million records | 3 | 4.00 | 3.00 | 5.00 | 2.00 | 2.00 | 9.50 | 1100.0 | 300.0 | 7 |")
        .contains("| again | nothing new | 5 | 0.80 | 0.80 | 0.80 | – | – | – | 200.0 | 0.0 | 0 |");
    assertThat(FigureTable.json("2 processors", 1, List.of(WITH_FLOOR, ALONE)))
        .startsWith("{\n  \"machine\": \"2 processors\",\n  \"scale\": 1.0,\n")
        .contains("\"duckdb_seconds\": {\"least\": 1.000, \"median\": 2.000, \"greatest\": 3.000}")
        .contains("\"duckdb_seconds\": null, \"spark_seconds\": null, \"peak_bytes\": 200000000")
        .endsWith("]\n}\n");
  }

  @Test
  void theChartIsDrawnOfWhatIsCompared(@TempDir Path folder) throws IOException {
    SpeedChart.write(List.of(ALONE), folder.resolve("none.svg"));
    assertThat(folder.resolve("none.svg")).doesNotExist();

    SpeedChart.write(List.of(WITH_FLOOR, ALONE), folder.resolve("speed.svg"));
    assertThat(Files.readString(folder.resolve("speed.svg")))
        .contains("<svg", "<path")
        .hasSizeGreaterThan(10_000);
  }
}
