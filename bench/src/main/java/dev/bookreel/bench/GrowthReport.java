package dev.bookreel.bench;

import dev.bookreel.bench.Growth.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** What grew how, as people and programs read it. */
final class GrowthReport {
  private final Map<String, List<Point>> points;

  GrowthReport(List<Point> all) {
    points =
        all.stream()
            .collect(Collectors.groupingBy(Point::what, LinkedHashMap::new, Collectors.toList()));
  }

  /** A row for each thing that grew: seconds at each size. */
  String markdown() {
    StringBuilder table =
        new StringBuilder("| what grows | sizes | seconds |\n| --- | --- | --- |\n");
    points.forEach(
        (what, some) ->
            table.append(
                "| %s | %s | %s |\n"
                    .formatted(
                        what,
                        some.stream()
                            .map(it -> String.valueOf(it.size()))
                            .collect(Collectors.joining(", ")),
                        some.stream()
                            .map(it -> String.format(Locale.ROOT, "%.2f", it.seconds().median()))
                            .collect(Collectors.joining(", ")))));
    return table.toString();
  }

  /** Names are the program's own: none needs an escape. */
  String json(String machine, double scale) {
    return points.values().stream()
        .flatMap(List::stream)
        .map(
            it ->
                String.format(
                    Locale.ROOT,
                    "    {\"what\": \"%s\", \"size\": %d, \"seconds\": %.3f, \"least\": %.3f, \"greatest\": %.3f}",
                    it.what(),
                    it.size(),
                    it.seconds().median(),
                    it.seconds().least(),
                    it.seconds().greatest()))
        .collect(
            Collectors.joining(
                ",\n",
                String.format(
                    Locale.ROOT,
                    "{\n  \"machine\": \"%s\",\n  \"scale\": %s,\n  \"points\": [\n",
                    machine,
                    scale),
                "\n  ]\n}\n"));
  }

  /** A line for each thing, both scales relative to its smallest size. */
  void draw(Path file) throws IOException {
    System.setProperty("java.awt.headless", "true");
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(420)
            .title("A night, beside the same at the smallest size")
            .xAxisTitle("times as large")
            .yAxisTitle("times as long")
            .build();
    chart.getStyler().setYAxisMin(0.0);
    points.forEach(
        (what, some) ->
            chart.addSeries(
                what,
                some.stream().map(it -> (double) it.size() / some.get(0).size()).toList(),
                some.stream()
                    .map(it -> it.seconds().median() / some.get(0).seconds().median())
                    .toList()));
    SpeedChart.writeSvg(chart, file);
  }
}
