package dev.bookreel.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** A sample on disk, read with other people's parsers. */
record MadeSample(Path directory) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static MadeSample make(SampleSpec spec, Path directory) {
    new SampleMaker(spec).write(directory);
    return new MadeSample(directory);
  }

  /** What is in every file, by its path with slashes. */
  Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(path).toString().replace('\\', '/');
        files.put(name, Files.readAllBytes(path));
      }
    }
    return files;
  }

  Path file(int night, String path) {
    return directory.resolve(Nights.folder(night)).resolve(path);
  }

  /** The records of a JSON array, in file order. */
  List<JsonNode> json(int night, String path) {
    try {
      List<JsonNode> records = new ArrayList<>();
      JSON.readTree(file(night, path).toFile()).forEach(records::add);
      return records;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows of a CSV file, in file order, with the header's names. */
  List<Row> csv(int night, String path) {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().get();
    try (CSVParser parser = CSVParser.parse(Files.newBufferedReader(file(night, path)), format)) {
      return parser.stream().map(CSVRecord::toMap).map(Row::new).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A row of a CSV file by the header's names. */
  record Row(Map<String, String> values) {

    String get(String column) {
      return Objects.requireNonNull(values.get(column), column);
    }
  }
}
