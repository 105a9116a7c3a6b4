package dev.bookreel.definition;

import dev.bookreel.definition.Check.Otherwise;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.error.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one table's file. */
final class TableReader {
  static final List<String> KEYS =
      List.of(
          "table",
          "description",
          "delivery",
          "format",
          "contains",
          "key",
          "columns",
          "checks",
          "max_deleted",
          "max_changed",
          "max_inflated");
  static final List<String> CHECK_KEYS = List.of("that", "otherwise");

  private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,9})?)( ?%)?");

  private final ProjectFile file;
  private final TableName place;

  /**
   * @param place the name that the file's own place gives the table
   */
  TableReader(ProjectFile file, TableName place) {
    this.file = file;
    this.place = place;
  }

  /** A table that is right, and the line of its delivery. */
  record Read(TableDefinition table, ProjectFile file, int deliveryLine) {}

  /** The table; empty after a problem. */
  Optional<Read> read(Substitution substitution) {
    int before = file.problems().count();
    return file.text()
        .flatMap(new YamlParser(file, substitution)::parse)
        .flatMap(map -> table(map, before));
  }

  private Optional<Read> table(YamlMap map, int before) {
    map.expect(KEYS);
    map.require("table", "Add table: " + place + ".");
    map.require("description", "Say what the table holds.");
    map.require("delivery", "Name the file within a source, for example vendor/authors.json.");
    map.require("format", "Add format: json, or format: csv.");
    map.require("contains", "Add contains: everything, or contains: changes.");
    map.require("key", "Name the columns that identify a record: key: [name].");
    map.require("columns", "Name the columns and their types.");
    map.text("table").ifPresent(this::checkPlace);
    Optional<YamlScalar> description = map.text("description");
    Optional<String> delivery = map.text("delivery").flatMap(this::delivery);
    Optional<Format> format =
        map.text("format").flatMap(text -> Choice.of(Format.values(), text, "format", file));
    Optional<Contains> contains =
        map.text("contains").flatMap(text -> Choice.of(Contains.values(), text, "contains", file));
    Optional<YamlMap> columnMap = map.map("columns");
    List<Column> columns =
        columnMap
            .map(node -> new ColumnReader(file, format.orElse(Format.JSON)).read(node))
            .orElse(List.of());
    List<String> key = key(map, columnMap.map(YamlMap::keys));
    List<Check> checks = map.map("checks").map(this::checks).orElse(List.of());
    double maxDeleted = share(map, "max_deleted", TableDefinition.DEFAULT_MAX_DELETED);
    double maxChanged = share(map, "max_changed", TableDefinition.DEFAULT_MAX_CHANGED);
    ByteSize maxInflated = maxInflated(map);
    if (file.problems().count() > before) {
      return Optional.empty();
    }
    TableDefinition table =
        new TableDefinition(
            place,
            description.orElseThrow().value().strip(),
            delivery.orElseThrow(),
            format.orElseThrow(),
            contains.orElseThrow(),
            key,
            columns,
            checks,
            maxDeleted,
            maxChanged,
            maxInflated);
    return Optional.of(new Read(table, file, map.line("delivery")));
  }

  private void checkPlace(YamlScalar name) {
    if (!name.value().equals(place.toString())) {
      file.problem(
          name.line(),
          "Table '" + name.written() + "' is declared in the file of " + place,
          "Write table: " + place + ", or move the file.");
    }
  }

  private Optional<String> delivery(YamlScalar text) {
    try {
      return Optional.of(DeliveryPath.parse(text.value()).toString());
    } catch (DeliveryPath.WrongException e) {
      file.problem(text.line(), "Delivery '" + text.written() + "' " + e.getMessage(), e.fix());
      return Optional.empty();
    }
  }

  private List<String> key(YamlMap map, Optional<List<String>> columns) {
    List<String> key = new ArrayList<>();
    Optional<List<YamlScalar>> names = map.texts("key");
    if (names.isPresent() && names.get().isEmpty()) {
      file.problem(map.line("key"), "The key is empty", "Name the columns that identify a record.");
    }
    for (YamlScalar name : names.orElse(List.of())) {
      if (key.contains(name.value())) {
        file.problem(
            name.line(), "The key names '" + name.written() + "' twice", "Remove one of them.");
      } else if (columns.isPresent() && !columns.get().contains(name.value())) {
        file.problem(
            name.line(),
            "The key names '" + name.written() + "', which is no column",
            Nearest.hint(name.value(), columns.get()));
      }
      key.add(name.value());
    }
    return key;
  }

  private List<Check> checks(YamlMap checks) {
    List<Check> read = new ArrayList<>();
    for (String name : checks.keys()) {
      if (!Names.isWord(name)) {
        file.problem(checks.line(name), "'" + name + "' cannot be a check's name", Names.WORD_FIX);
      }
      checks.map(name).flatMap(check -> check(name, check)).ifPresent(read::add);
    }
    return read;
  }

  private Optional<Check> check(String name, YamlMap check) {
    check.expect(CHECK_KEYS);
    check.require("that", "Write a SQL condition on the columns, for example pages > 0.");
    check.require("otherwise", "Add otherwise: warn, quarantine or fail.");
    Optional<YamlScalar> that = check.text("that");
    Optional<Otherwise> otherwise =
        check
            .text("otherwise")
            .flatMap(text -> Choice.of(Otherwise.values(), text, "otherwise", file));
    return that.flatMap(
        condition -> otherwise.map(action -> new Check(name, condition.value().strip(), action)));
  }

  private double share(YamlMap map, String key, double otherwise) {
    Optional<YamlScalar> text = map.scalar(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    Matcher share = SHARE.matcher(text.get().value());
    if (share.matches()) {
      double number = Double.parseDouble(share.group(1));
      double value = share.group(2) == null ? number : number / 100;
      if (value <= 1) {
        return value;
      }
    }
    file.problem(
        text.get().line(),
        key + " '" + text.get().written() + "' is no share of the records",
        "Write a percentage such as 30 %, or a number from 0 to 1 such as 0.3.");
    return otherwise;
  }

  private ByteSize maxInflated(YamlMap map) {
    Optional<YamlScalar> text = map.scalar("max_inflated");
    Optional<ByteSize> size = text.map(YamlScalar::value).flatMap(ByteSize::parse);
    if (text.isPresent() && size.isEmpty()) {
      file.problem(
          text.get().line(),
          "max_inflated '" + text.get().written() + "' is no size",
          "Write a whole number with B, KB, MB, GB or TB, such as 64 GB.");
    }
    return size.orElse(TableDefinition.DEFAULT_MAX_INFLATED);
  }
}
