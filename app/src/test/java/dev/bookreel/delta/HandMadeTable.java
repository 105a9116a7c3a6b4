package dev.bookreel.delta;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A Delta table of which a test writes every file, as some other engine might have. */
final class HandMadeTable {
  private final Path folder;

  HandMadeTable(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder.resolve("_delta_log"));
  }

  Path folder() {
    return folder;
  }

  /** A data file with a query's rows. */
  HandMadeTable file(String name, String query, String... options) throws Exception {
    parquet(folder.resolve(name), query, options);
    return this;
  }

  static void parquet(Path file, String query, String... options) throws Exception {
    Files.createDirectories(file.getParent());
    String all = Arrays.stream(options).map(option -> ", " + option).collect(Collectors.joining());
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (%s) TO '%s' (FORMAT parquet%s)"
              .formatted(query, file.toString().replace("'", "''"), all));
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  HandMadeTable commit(int version, String... actions) throws IOException {
    Files.write(
        folder.resolve("_delta_log").resolve("%020d.json".formatted(version)), List.of(actions));
    return this;
  }

  static String protocol(String... features) {
    String names =
        Arrays.stream(features).map(it -> "\"" + it + "\"").collect(Collectors.joining(","));
    return """
        {"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":[%s],\
        "writerFeatures":[%s]}}"""
        .formatted(names, names);
  }

  /**
   * @param fields the schema's fields, as JSON objects
   */
  static String metadata(String fields, String partitionColumns, String configuration) {
    String schema = "{\"type\":\"struct\",\"fields\":[" + fields + "]}";
    return """
        {"metaData":{"id":"t","format":{"provider":"parquet","options":{}},"schemaString":"%s",\
        "partitionColumns":[%s],"configuration":{%s},"createdTime":0}}"""
        .formatted(schema.replace("\"", "\\\""), partitionColumns, configuration);
  }

  static String field(String name, String type) {
    return field(name, type, "");
  }

  /**
   * @param type JSON, if it is no word
   */
  static String field(String name, String type, String metadata) {
    return "{\"name\":\"%s\",\"type\":%s,\"nullable\":true,\"metadata\":{%s}}"
        .formatted(name, type.startsWith("{") ? type : "\"" + type + "\"", metadata);
  }

  /** What column mapping says of a field. */
  static String mapped(int id, String physicalName) {
    return "\"delta.columnMapping.id\":%d,\"delta.columnMapping.physicalName\":\"%s\""
        .formatted(id, physicalName);
  }

  static String add(String path, String partitionValues) {
    return add(path, partitionValues, "");
  }

  static String add(String path, String partitionValues, String more) {
    return """
        {"add":{"path":"%s","partitionValues":{%s},"size":1,"modificationTime":0,\
        "dataChange":true%s}}"""
        .formatted(path, partitionValues, more);
  }
}
