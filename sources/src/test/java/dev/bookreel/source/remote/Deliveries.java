package dev.bookreel.source.remote;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.Secret;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceFile;
import dev.bookreel.source.Wanted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asks sources for files, for tests. */
public final class Deliveries {
  private Deliveries() {}

  /**
   * A source called {@code nightly}.
   *
   * @param secrets by their settings' names
   */
  public static SourceDefinition source(
      String kind, Map<String, String> settings, Map<String, String> secrets) {
    return new SourceDefinition(
        "nightly",
        kind,
        settings,
        secrets.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, it -> new Secret(it.getValue()))),
        Map.of(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** A map with one more entry, or with another value of one. */
  public static Map<String, String> with(Map<String, String> map, String key, String value) {
    Map<String, String> changed = new HashMap<>(map);
    changed.put(key, value);
    return changed;
  }

  /** A table whose deliveries are these files. */
  public static TableDefinition table(String delivery) {
    return table("books", delivery);
  }

  /** A table whose deliveries are these files. */
  public static TableDefinition table(String name, String delivery) {
    return new TableDefinition(
        TableName.parse("vendor." + name),
        "",
        delivery,
        TableDefinition.Format.JSON,
        TableDefinition.Contains.EVERYTHING,
        List.of("name"),
        List.of(new Column("name", ColumnType.Scalar.STRING, ColumnPath.field("name"), List.of())),
        List.of(),
        TableDefinition.DEFAULT_MAX_DELETED,
        TableDefinition.DEFAULT_MAX_CHANGED);
  }

  /** The files that a source has for a delivery. */
  public static List<SourceFile> files(Source source, String delivery) throws IOException {
    return source.files(new Wanted(table(delivery), ZoneOffset.UTC, Optional.empty()));
  }

  /** The only file that a source has for a delivery. */
  public static SourceFile file(Source source, String delivery) throws IOException {
    return files(source, delivery).get(0);
  }

  /** A file's text from an offset on. */
  public static String text(SourceFile file, long offset) throws IOException {
    try (InputStream in = file.open(offset, file.state())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A file's text. */
  public static String text(SourceFile file) throws IOException {
    return text(file, 0);
  }
}
