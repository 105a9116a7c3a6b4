package dev.bookreel.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.internal.chartpart.Chart;

/** Figures that have one of DuckDB alone as bars beside it, on a logarithmic scale. */
final class SpeedChart {
  private SpeedChart() {}

  /** Writes nothing if there are none. */
  static void write(List<Figure> all, Path file) throws IOException {
    List<Figure> figures = all.stream().filter(it -> it.floor().isPresent()).toList();
    if (figures.isEmpty()) {
      return;
    }
    System.setProperty("java.awt.headless", "true");
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(900)
            .height(420)
            .title("Whole processes, medians")
            .yAxisTitle("seconds")
            .build();
    chart.getStyler().setYAxisLogarithmic(true).setYAxisMin(0.1).setXAxisLabelRotation(30);
    List<String> names = figures.stream().map(Figure::name).collect(Collectors.toList());
    chart.addSeries(
        "Bookreel",
        names,
        figures.stream().map(it -> it.seconds().median()).collect(Collectors.toList()));
    chart.addSeries(
        "DuckDB alone",
        names,
        figures.stream().map(it -> it.floor().orElseThrow().median()).collect(Collectors.toList()));
    writeSvg(chart, file);
  }

  static void writeSvg(Chart<?, ?> chart, Path file) throws IOException {
    ByteArrayOutputStream svg = new ByteArrayOutputStream();
    VectorGraphicsEncoder.saveVectorGraphic(chart, svg, VectorGraphicsFormat.SVG);
    Files.write(file, svg.toByteArray());
  }
}
