package dev.bookreel.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.ProjectReader;
import dev.bookreel.definition.Repository;
import dev.bookreel.definition.Setting;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Format;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Small pieces of the deliveries that the shipped project is for: of the real ones, if they lie
 * beside the checkout, else of the samples.
 */
final class RealFiles {
  private static final int RECORDS = 12;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LakeDefinition definition;
  private final Map<TableDefinition, List<String>> records = new HashMap<>();

  RealFiles() {
    Path lake = Repository.lake();
    Path real = lake.resolve("../../shared/data");
    Path data =
        Files.isDirectory(real) ? real : lake.resolveSibling("samples/2021-12-29T02-00-00Z");
    this.definition =
        new ProjectReader(Map.of())
            .read(lake, Map.of("directory", List.of(Setting.required("path", "samples"))));
    for (TableDefinition table : definition.tables()) {
      records.put(table, recordsOf(table, data.resolve(table.delivery())));
    }
  }

  /** The header comes first, if the format has one. */
  private static List<String> recordsOf(TableDefinition table, Path file) {
    try {
      if (table.format() == Format.CSV) {
        return Files.readAllLines(file);
      }
      List<String> records = new ArrayList<>();
      for (JsonNode record : JSON.readTree(file.toFile())) {
        records.add(JSON.writeValueAsString(record));
      }
      return records;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<TableDefinition> tables() {
    return definition.tables();
  }

  /** A few records as one file; JSON as an array or one record a line. */
  byte[] piece(TableDefinition table, Random random) {
    List<String> all = records.getOrDefault(table, List.of());
    int start = 1 + random.nextInt(all.size() - RECORDS);
    List<String> some = all.subList(start, start + RECORDS);
    return text(table, all.get(0), some, random.nextBoolean()).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(
      TableDefinition table, String first, List<String> records, boolean asArray) {
    if (table.format() == Format.CSV) {
      return first + "\n" + String.join("\n", records) + "\n";
    }
    return asArray
        ? records.stream().collect(Collectors.joining(",\n", "[\n", "\n]\n"))
        : String.join("\n", records) + "\n";
  }
}
