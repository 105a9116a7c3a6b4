package dev.bookreel.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.bench.Growth.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowthReportTest {
  private static final GrowthReport REPORT =
      new GrowthReport(
          List.of(
              new Point("records", 100, Spread.of(1, 2, 3)),
              new Point("records", 200, Spread.of(4)),
              new Point("tables", 5, Spread.of(0.5))));

  @Test
  void whatGrowsHasARowAndAllItsPoints() {
    assertThat(REPORT.markdown().lines())
        .hasSize(4)
        .contains("| records | 100, 200 | 2.00, 4.00 |", "| tables | 5 | 0.50 |");
    assertThat(REPORT.json("2 processors", 1))
        .contains(
            "{\"what\": \"records\", \"size\": 100, \"seconds\": 2.000, \"least\": 1.000, \"greatest\": 3.000},")
        .endsWith("]\n}\n");
  }

  @Test
  void thePlotHasALineForEach(@TempDir Path folder) throws IOException {
    REPORT.draw(folder.resolve("growth.svg"));

    assertThat(Files.readString(folder.resolve("growth.svg")))
        .contains("<svg", "<path")
        .hasSizeGreaterThan(10_000);
  }
}
