package dev.bookreel.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The schemas that editors use say what {@link ProjectReader} does. */
class SchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @MethodSource("shippedFiles")
  void everyShippedFileNamesItsSchemaAndFitsIt(Path file) throws IOException {
    String firstLine = Files.readAllLines(file).get(0);
    assertThat(firstLine).startsWith("# yaml-language-server: $schema=");
    Path schema = file.resolveSibling(firstLine.substring(firstLine.indexOf('=') + 1)).normalize();
    assertThat(mistakes(schema, Files.readString(file))).isEmpty();
  }

  static List<Path> shippedFiles() throws IOException {
    try (Stream<Path> files = Files.walk(Repository.lake())) {
      return files.filter(file -> file.toString().endsWith(".yaml")).toList();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "columns: | colums:",
        "format: json | format: xml",
        "contains: everything | contains: all",
        "vendor.books | Vendor.Books",
        "vendor/books.json | /vendor/books.json",
        "vendor/books.json | vendor/../books.json",
        "key: [name] | key: []",
        "key: [name] | key: [name, name]",
        "key: [name] | max_deleted: 30",
        "key: [name] | max_deleted: 130 %",
        "key: [name] | max_changed: 60",
        "key: [name] | max_inflated: 64 gb",
        "key: [name] | max_inflated: 64",
        "name: string | name: text",
        "name: string | name: array<array<string>>",
        "name: string | valid_to: string",
        "name: string | Name: string",
        "type: int, | type: int, drp: [],",
        "type: int, | ''",
        "Books. | 5",
        "columns: | 'checks: { a: { that: b } }\ncolumns:'",
        "columns: | 'checks: { a: { that: b, otherwise: stop } }\ncolumns:'",
      })
  void schemaAndReaderRefuseTheSameTables(String right, String wrong, @TempDir Path parent) {
    Project project = new Project(parent);
    assertThat(mistakes(schema("table"), Project.TABLE)).isEmpty();
    assertThat(mistakes(schema("table"), Project.TABLE.replace(right, wrong))).isNotEmpty();
    assertThat(project.table(right, wrong).problems()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lake: small | lake: Small Lake",
        "lake: small | name: small",
        "zone: Europe/Berlin | zone: +01:00",
        "here: | Here:",
        "kind: directory, | ''",
        "path: samples | path: [samples]",
        "path: samples | 'path: samples, tables: []'",
        "path: samples | 'path: samples, schedule: daily'",
      })
  void schemaAndReaderRefuseTheSameLakes(String right, String wrong, @TempDir Path parent) {
    Project project = new Project(parent);
    assertThat(mistakes(schema("lake"), Project.LAKE)).isEmpty();
    assertThat(mistakes(schema("lake"), Project.LAKE.replace(right, wrong))).isNotEmpty();
    assertThat(project.lake(right, wrong).problems()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"30 %", "0.3", "0", "100%", "${SHARE:-5 %}"})
  void schemaAndReaderTakeTheSameShares(String share, @TempDir Path parent) {
    String replacement = "max_deleted: " + share + "\nmax_changed: " + share + "\nkey:";
    assertThat(mistakes(schema("table"), Project.TABLE.replace("key:", replacement))).isEmpty();
    assertThat(new Project(parent).table("key:", replacement).problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"64 GB", "1B", "500 MB", "${LARGEST:-5 TB}"})
  void schemaAndReaderTakeTheSameSizes(String size, @TempDir Path parent) {
    String replacement = "max_inflated: " + size + "\nkey:";
    assertThat(mistakes(schema("table"), Project.TABLE.replace("key:", replacement))).isEmpty();
    assertThat(new Project(parent).table("key:", replacement).problems()).isEmpty();
  }

  @Test
  void schemaAndReaderKnowTheSameKeys() {
    assertThat(keys("table", "/properties")).containsExactlyElementsOf(TableReader.KEYS);
    assertThat(keys("table", "/$defs/column/properties"))
        .containsExactlyElementsOf(ColumnReader.KEYS);
    assertThat(keys("table", "/$defs/check/properties"))
        .containsExactlyElementsOf(TableReader.CHECK_KEYS);
    assertThat(keys("lake", "/properties")).containsExactlyElementsOf(LakeReader.KEYS);
    assertThat(keys("lake", "/$defs/source/properties"))
        .containsExactlyElementsOf(LakeReader.SOURCE_KEYS);
  }

  private static Stream<String> keys(String schema, String pointer) {
    return read(schema(schema)).at(pointer).properties().stream().map(entry -> entry.getKey());
  }

  private static Path schema(String name) {
    return Repository.lake().resolve("schema/" + name + ".schema.json");
  }

  private static Set<String> mistakes(Path schemaFile, String yaml) {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(read(schemaFile));
    Object value =
        new Load(LoadSettings.builder().setSchema(new CoreSchema()).build()).loadFromString(yaml);
    return schema.validate(JSON.valueToTree(value)).stream()
        .map(ValidationMessage::getMessage)
        .collect(Collectors.toSet());
  }

  private static JsonNode read(Path schema) {
    try {
      return JSON.readTree(Files.readString(schema));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
