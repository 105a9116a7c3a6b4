package dev.bookreel.engine.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonArrayTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The lines; empty if it is left to others. Whatever the size of the buffer. */
  private static Optional<String> split(String array) throws IOException {
    List<Optional<String>> found = new ArrayList<>();
    for (int buffer : List.of(3, 4, 5, 7, 16, 1_000_000)) {
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      boolean whole =
          JsonArray.split(new ByteArrayInputStream(array.getBytes(UTF_8)), lines, buffer);
      found.add(whole ? Optional.of(lines.toString(UTF_8)) : Optional.empty());
    }
    assertThat(found).allMatch(found.get(0)::equals);
    return found.get(0);
  }

  @Test
  void eachObjectIsALineWithoutSpacesBetweenItsValues() throws IOException {
    assertThat(split("\uFEFF [ {\"a\" : 1,\r\n\t\"b\": [ 1, {\"c\": null} ] }\n,{}\n]\n"))
        .contains("{\"a\":1,\"b\":[1,{\"c\":null}]}\n{}\n");
    assertThat(split("[]")).contains("");
  }

  @Test
  void textsStayAsTheyAre() throws IOException {
    String texts = "{\"a b\":\" x , ] } [ { \\\" \\\\\",\"é😀\":\"\\u0022\\n end \\\\\\\"\"}";
    assertThat(split("[" + texts + " , " + texts + "]")).contains(texts + "\n" + texts + "\n");
  }

  @Test
  void everyLineIsTheObjectThatItWas() throws IOException {
    String array =
        IntStream.range(0, 500)
            .mapToObj(
                i ->
                    "{\n  \"n\": %d,\n  \"t\": \"%s\",\n  \"l\": [\n    [ ],\n    { \"x\": -1.5e3 }\n  ]\n}"
                        .formatted(i, "\\\"é\\\\".repeat(i % 7)))
            .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    List<JsonNode> objects = new ArrayList<>();
    for (String line : split(array).orElseThrow().lines().toList()) {
      objects.add(JSON.readTree(line));
    }
    assertThat(objects).isEqualTo(new ArrayList<>(JSON.readValue(array, objectsType())));
  }

  private static TypeReference<List<JsonNode>> objectsType() {
    return new TypeReference<>() {};
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[",
        "[{}",
        "[{},",
        "[{},]",
        "[,{}]",
        "[{} {}]",
        "[{}]]",
        "[{}] {}",
        "[{}, 1]",
        "[null]",
        "[[{}]]",
        "[\"{}\"]",
        "[{\"a\": \"line\nbreak\"}]",
        "[{\"a\": \"open}]",
        "[{\"a\": [1, 2}]"
      })
  void whatIsNoArrayOfObjectsIsLeftToOthers(String array) throws IOException {
    assertThat(split(array)).isEmpty();
  }
}
