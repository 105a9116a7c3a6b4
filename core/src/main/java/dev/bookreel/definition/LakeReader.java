package dev.bookreel.definition;

import dev.bookreel.definition.SourceDefinition.DeliveredAt;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.Nearest;
import java.nio.file.Files;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Reads {@code lake.yaml}. */
final class LakeReader {
  static final List<String> KEYS = List.of("lake", "zone", "sources");

  /** The keys of every source; all others are settings of its kind. */
  static final List<String> SOURCE_KEYS = List.of("kind", "tables", "delivered_at", "schedule");

  private final ProjectFile file;
  private final Substitution substitution;
  private final Map<String, List<Setting>> kinds;
  private final Optional<Consumer<SourceDefinition>> check;
  private final Set<TableName> tables;
  private final Set<TableName> everything;

  /**
   * @param check of a source whose settings are as they should be, each for itself; if empty, what
   *     settings take from outside the project may be missing
   * @param everything those of the tables that contain everything
   */
  LakeReader(
      ProjectFile file,
      Substitution substitution,
      Map<String, List<Setting>> kinds,
      Optional<Consumer<SourceDefinition>> check,
      Set<TableName> tables,
      Set<TableName> everything) {
    this.file = file;
    this.substitution = substitution;
    this.kinds = kinds;
    this.check = check;
    this.tables = tables;
    this.everything = everything;
  }

  /** What the file says; after a problem, with something harmless in its place. */
  record Read(String name, ZoneId zone, List<SourceDefinition> sources) {
    private static Read nothing() {
      return new Read("", ZoneOffset.UTC, List.of());
    }
  }

  Read read() {
    if (!Files.isRegularFile(file.path())) {
      file.problem(1, "The file is missing", "Every project has one: it names the lake.");
      return Read.nothing();
    }
    return file.text()
        .flatMap(new YamlParser(file, substitution)::parse)
        .map(this::lake)
        .orElseGet(Read::nothing);
  }

  private Read lake(YamlMap map) {
    map.expect(KEYS);
    map.require("lake", "Give it a name: lake: books-and-movies.");
    map.require("zone", "Say in which zone days begin, for example zone: Europe/Berlin.");
    return new Read(
        map.text("lake").flatMap(this::name).orElse(""),
        map.text("zone").flatMap(this::zone).orElse(ZoneOffset.UTC),
        map.map("sources").map(this::sources).orElse(List.of()));
  }

  private Optional<String> name(YamlScalar name) {
    if (!Names.isHyphenated(name.value())) {
      file.problem(
          name.line(), "'" + name.written() + "' cannot be a lake's name", Names.HYPHENATED_FIX);
      return Optional.empty();
    }
    return Optional.of(name.value());
  }

  /** Regions only: an offset such as +01:00 has no summer time, and not every engine knows it. */
  private Optional<ZoneId> zone(YamlScalar zone) {
    Set<String> known = ZoneId.getAvailableZoneIds();
    if (!known.contains(zone.value())) {
      file.problem(
          zone.line(),
          "Unknown zone '" + zone.written() + "'",
          Nearest.to(zone.value(), new TreeSet<>(known))
              .map(near -> "Did you mean '" + near + "'?")
              .orElse("Write a region, for example Europe/Berlin."));
      return Optional.empty();
    }
    return Optional.of(ZoneId.of(zone.value()));
  }

  private List<SourceDefinition> sources(YamlMap sources) {
    List<SourceDefinition> read = new ArrayList<>();
    for (String name : sources.keys()) {
      if (!Names.isHyphenated(name)) {
        file.problem(
            sources.line(name), "'" + name + "' cannot be a source's name", Names.HYPHENATED_FIX);
      }
      sources.map(name).flatMap(map -> source(name, map)).ifPresent(read::add);
    }
    return read;
  }

  private Optional<SourceDefinition> source(String name, YamlMap map) {
    int before = file.problems().count();
    Optional<SourceDefinition> read = read(name, map);
    if (check.isPresent()) {
      read.ifPresent(source -> source.unfilled().forEach(file.problems()::add));
      if (file.problems().count() == before) {
        read.ifPresent(source -> check(check.get(), source, map.line("kind")));
      }
    }
    return read;
  }

  private void check(Consumer<SourceDefinition> closer, SourceDefinition source, int line) {
    try {
      closer.accept(source);
    } catch (LakeException e) {
      String message = source.masked(String.valueOf(e.getMessage()));
      int end = message.lastIndexOf(". ");
      file.problem(
          line,
          end < 0 ? message : message.substring(0, end),
          end < 0 ? "Correct it." : message.substring(end + 2) + ".");
    }
  }

  private Optional<SourceDefinition> read(String name, YamlMap map) {
    map.require("kind", "Name one of: " + String.join(", ", new TreeSet<>(kinds.keySet())) + ".");
    Optional<String> kind = map.text("kind").flatMap(this::kind);
    List<String> delivered = tables(map);
    Optional<DeliveredAt> deliveredAt =
        map.text("delivered_at")
            .flatMap(text -> Choice.of(DeliveredAt.values(), text, "delivered_at", file));
    Optional<String> schedule = map.text("schedule").flatMap(this::schedule);
    Problems unfilled = new Problems();
    ProjectFile outside = new ProjectFile(file.path(), file.shown(), unfilled);
    return kind.map(
        known -> {
          SettingsReader settings =
              new SettingsReader(
                  file, outside, known, kinds.getOrDefault(known, List.of()), tables, everything);
          settings.read(map.filledBy((text, same, line) -> substitution.fill(text, outside, line)));
          return new SourceDefinition(
              name,
              known,
              settings.plain(),
              settings.secrets(),
              settings.byTable(),
              delivered,
              deliveredAt,
              schedule,
              unfilled.all());
        });
  }

  private Optional<String> kind(YamlScalar kind) {
    if (!kinds.containsKey(kind.value())) {
      file.problem(
          kind.line(),
          "Unknown kind of source '" + kind.written() + "'",
          Nearest.hint(kind.value(), new TreeSet<>(kinds.keySet())));
      return Optional.empty();
    }
    return Optional.of(kind.value());
  }

  private List<String> tables(YamlMap map) {
    Optional<List<YamlScalar>> entries = map.texts("tables");
    if (entries.isPresent() && entries.get().isEmpty()) {
      file.problem(
          map.line("tables"),
          "The source delivers no table",
          "Name some, or remove 'tables': then it delivers every table.");
    }
    entries.orElse(List.of()).forEach(this::checkNamesATable);
    return entries.orElse(List.of()).stream().map(YamlScalar::value).toList();
  }

  private void checkNamesATable(YamlScalar entry) {
    Set<String> known = new TreeSet<>();
    for (TableName table : tables) {
      known.add(table.toString());
      known.add(table.schema() + ".*");
    }
    if (!known.contains(entry.value())) {
      file.problem(
          entry.line(),
          "'" + entry.written() + "' names no table",
          Nearest.hint(entry.value(), known));
    }
  }

  private Optional<String> schedule(YamlScalar schedule) {
    Optional<String> wrong = CronShape.wrong(schedule.value());
    wrong.ifPresent(
        reason ->
            file.problem(
                schedule.line(),
                "Schedule '" + schedule.written() + "' " + reason,
                "Write minute, hour, day of month, month and day of week: \"0 2 * * *\"."));
    return wrong.isPresent() ? Optional.empty() : Optional.of(schedule.value());
  }
}
