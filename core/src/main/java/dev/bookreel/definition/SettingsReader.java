package dev.bookreel.definition;

import dev.bookreel.definition.Setting.Form;
import dev.bookreel.error.Nearest;
import dev.bookreel.file.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the settings that one kind of source has beside those of all kinds. */
final class SettingsReader {
  private final ProjectFile file;
  private final ProjectFile outside;
  private final String kind;
  private final List<Setting> known;
  private final Set<TableName> tables;
  private final Set<TableName> everything;
  private final Map<String, String> plain = new LinkedHashMap<>();
  private final Map<String, Secret> secrets = new LinkedHashMap<>();
  private final Map<String, Map<TableName, String>> byTable = new LinkedHashMap<>();

  /**
   * @param outside collects what is wrong with files of secrets, which lie outside the project
   * @param everything those of the tables that contain everything
   */
  SettingsReader(
      ProjectFile file,
      ProjectFile outside,
      String kind,
      List<Setting> known,
      Set<TableName> tables,
      Set<TableName> everything) {
    this.file = file;
    this.outside = outside;
    this.kind = kind;
    this.known = known;
    this.tables = tables;
    this.everything = everything;
  }

  /** What is wrong becomes a problem of the file. */
  void read(YamlMap map) {
    map.expect(keys());
    for (Setting setting : known) {
      if (setting.required()) {
        map.require(
            setting.name(),
            "A source of kind %s needs it, for example %s: %s."
                .formatted(kind, setting.name(), setting.example()));
      }
      switch (setting.form()) {
        case SECRET -> secret(setting, map);
        case BY_TABLE, BY_TABLE_OF_CHANGES ->
            map.map(setting.name()).ifPresent(each -> byTable(setting, each));
        default -> plain(setting, map);
      }
    }
  }

  Map<String, String> plain() {
    return plain;
  }

  Map<String, Secret> secrets() {
    return secrets;
  }

  Map<String, Map<TableName, String>> byTable() {
    return byTable;
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>(LakeReader.SOURCE_KEYS);
    for (Setting setting : known) {
      keys.add(setting.name());
      if (setting.form() == Form.SECRET) {
        keys.add(setting.fileKey());
      }
    }
    return keys;
  }

  private void plain(Setting setting, YamlMap map) {
    map.scalar(setting.name())
        .filter(value -> fits(setting, value))
        .ifPresent(value -> plain.put(setting.name(), value.value()));
  }

  private boolean fits(Setting setting, YamlScalar value) {
    Optional<String> wanted = wanted(setting.form(), value.value());
    wanted.ifPresent(
        form ->
            file.problem(
                value.line(),
                "%s '%s' is no %s".formatted(setting.name(), value.written(), form),
                "Write for example %s: %s.".formatted(setting.name(), setting.example())));
    return wanted.isEmpty();
  }

  /** What a value should be and is not; empty if it fits. */
  private static Optional<String> wanted(Form form, String value) {
    return switch (form) {
      case NUMBER -> value.matches("\\d{1,9}") ? Optional.empty() : Optional.of("whole number");
      case DURATION ->
          SourceDefinition.parseDuration(value).isPresent()
              ? Optional.empty()
              : Optional.of("length of time");
      case FLAG ->
          value.equals("true") || value.equals("false")
              ? Optional.empty()
              : Optional.of("truth value");
      case TEXT, SECRET, BY_TABLE, BY_TABLE_OF_CHANGES ->
          value.isBlank() ? Optional.of("text") : Optional.empty();
    };
  }

  private void secret(Setting setting, YamlMap map) {
    if (map.has(setting.name()) && map.has(setting.fileKey())) {
      file.problem(
          map.line(setting.fileKey()),
          "There are both %s and %s".formatted(setting.name(), setting.fileKey()),
          "Remove one of them.");
      return;
    }
    map.scalar(setting.name())
        .filter(value -> comesFromOutside(setting, value))
        .ifPresent(value -> secrets.put(setting.name(), new Secret(value.value())));
    map.text(setting.fileKey())
        .flatMap(path -> content(setting, path))
        .ifPresent(secret -> secrets.put(setting.name(), secret));
  }

  /** Who can read the project's files is not who may know its secrets. */
  private boolean comesFromOutside(Setting setting, YamlScalar value) {
    boolean outside = value.written().matches("\\$\\{[A-Za-z_][A-Za-z0-9_]*}");
    if (!outside) {
      file.problem(
          value.line(),
          "The %s stands in the file itself".formatted(setting.name()),
          "Take it from the environment, as in %s: %s, or from a file: %s."
              .formatted(setting.name(), setting.example(), setting.fileKey()));
    }
    return outside;
  }

  /** The first line of a file, whose path is relative to the project. */
  private Optional<Secret> content(Setting setting, YamlScalar path) {
    try {
      Path at = file.path().resolveSibling(path.value());
      String secret = Files.readString(at).lines().findFirst().orElse("");
      if (secret.isEmpty()) {
        outside.problem(
            path.line(),
            "%s '%s' has an empty first line".formatted(setting.fileKey(), path.written()),
            "Name a file whose first line is the %s.".formatted(setting.name()));
        return Optional.empty();
      }
      return Optional.of(new Secret(secret));
    } catch (InvalidPathException | IOException e) {
      outside.problem(
          path.line(),
          "%s '%s' cannot be read: %s"
              .formatted(
                  setting.fileKey(),
                  path.written(),
                  e instanceof IOException io ? IoReason.of(io) : "it is not a path"),
          "Name a file whose first line is the %s.".formatted(setting.name()));
      return Optional.empty();
    }
  }

  private void byTable(Setting setting, YamlMap each) {
    Map<TableName, String> values = new LinkedHashMap<>();
    Set<String> names = new TreeSet<>();
    tables.forEach(table -> names.add(table.toString()));
    for (String key : each.keys()) {
      Optional<TableName> table =
          tables.stream().filter(it -> it.toString().equals(key)).findFirst();
      if (table.isEmpty()) {
        file.problem(each.line(key), "'" + key + "' names no table", Nearest.hint(key, names));
      }
      Optional<String> value = each.scalar(key).map(YamlScalar::value);
      if (table.isPresent() && value.isPresent()) {
        values.put(table.get(), value.get());
        if (setting.form() == Form.BY_TABLE_OF_CHANGES && everything.contains(table.get())) {
          file.problem(
              each.line(key),
              "%s has no %s: it contains everything, so what a delivery leaves out is deleted"
                  .formatted(key, setting.name()),
              "Remove the line, or write 'contains: changes' in the table's definition.");
        }
      }
    }
    byTable.put(setting.name(), values);
  }
}
