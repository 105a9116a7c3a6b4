package dev.bookreel.definition;

import dev.bookreel.error.Nearest;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one question's file: a header in YAML, commented out, then SQL. */
final class QuestionReader {
  static final List<String> KEYS = List.of("title", "description", "parameters");
  static final List<String> PARAMETER_KEYS = List.of("type", "default");

  private final ProjectFile file;
  private final String id;
  private final ZoneId zone;

  QuestionReader(ProjectFile file, String id, ZoneId zone) {
    this.file = file;
    this.id = id;
    this.zone = zone;
  }

  /** The question; empty after a problem. */
  Optional<Question> read() {
    int before = file.problems().count();
    return file.text().flatMap(text -> question(text, before));
  }

  private Optional<Question> question(String text, int before) {
    int bodyStart = headerEnd(text);
    if (bodyStart == 0) {
      file.problem(1, "The file does not begin with a header", "Begin it with '-- title: ...'.");
      return Optional.empty();
    }
    Optional<YamlMap> header =
        new YamlParser(file, Substitution.NONE).parse(uncommented(text.substring(0, bodyStart)));
    String sql = withoutSemicolon(text.substring(bodyStart));
    if (sql.isEmpty()) {
      file.problem(
          ProjectFile.lineAt(text, bodyStart),
          "There is no SQL",
          "Write a query below the header.");
    }
    return header.flatMap(map -> question(map, text, sql, before));
  }

  private Optional<Question> question(YamlMap map, String text, String sql, int before) {
    map.expect(KEYS);
    map.require("title", "Write the question in one line: -- title: How many ...?");
    map.require("description", "Say what exactly is counted.");
    Optional<YamlScalar> title = map.text("title");
    Optional<YamlScalar> description = map.text("description");
    Optional<YamlMap> declared = map.map("parameters");
    List<Parameter> parameters = declared.map(this::parameters).orElse(List.of());
    if (!map.has("parameters") || declared.isPresent()) {
      compare(declared, text);
    }
    if (file.problems().count() > before) {
      return Optional.empty();
    }
    return Optional.of(
        new Question(
            id,
            title.orElseThrow().value().strip(),
            description.orElseThrow().value().strip(),
            parameters,
            sql));
  }

  private List<Parameter> parameters(YamlMap declared) {
    List<Parameter> read = new ArrayList<>();
    for (String name : declared.keys()) {
      if (!Names.isWord(name)) {
        file.problem(
            declared.line(name), "'" + name + "' cannot be a parameter's name", Names.WORD_FIX);
      }
      declared.map(name).flatMap(map -> parameter(name, map)).ifPresent(read::add);
    }
    return read;
  }

  private Optional<Parameter> parameter(String name, YamlMap map) {
    map.expect(PARAMETER_KEYS);
    map.require("type", "Parameter '" + name + "' needs one, for example type: month.");
    map.require("default", "Parameter '" + name + "' needs one, so that the question can be run.");
    Optional<YamlScalar> fallback = map.scalar("default");
    return map.text("type")
        .flatMap(type -> Choice.of(Parameter.Type.values(), type, "type of a parameter", file))
        .flatMap(type -> fallback.flatMap(text -> parameter(name, type, text)));
  }

  private Optional<Parameter> parameter(String name, Parameter.Type type, YamlScalar fallback) {
    Parameter parameter = new Parameter(name, type, fallback.value());
    try {
      parameter.value(fallback.value(), zone);
      return Optional.of(parameter);
    } catch (IllegalArgumentException e) {
      file.problem(
          fallback.line(),
          "The default of parameter '%s' is '%s'".formatted(name, fallback.written()),
          "Write " + type.description() + ".");
      return Optional.empty();
    }
  }

  /** Every declared parameter must be used, and every used one declared. */
  private void compare(Optional<YamlMap> declared, String text) {
    List<String> names = declared.map(YamlMap::keys).orElse(List.of());
    List<String> used = new ArrayList<>();
    for (SqlParameters.Occurrence use : SqlParameters.find(text)) {
      if (!names.contains(use.name()) && !used.contains(use.name())) {
        file.problem(
            ProjectFile.lineAt(text, use.start()),
            "The SQL uses :" + use.name() + ", which the header does not declare",
            Nearest.to(use.name(), names)
                .map(near -> "Did you mean :" + near + "?")
                .orElse("Declare it: -- parameters: { name: { type: ..., default: ... } }."));
      }
      used.add(use.name());
    }
    for (String name : names) {
      if (!used.contains(name)) {
        file.problem(
            declared.orElseThrow().line(name),
            "The SQL does not use parameter '" + name + "'",
            "Remove it, or write :" + name + " in the SQL.");
      }
    }
  }

  /** Where the leading lines that begin with two hyphens end. */
  private static int headerEnd(String text) {
    int at = 0;
    while (text.startsWith("--", at)) {
      int end = text.indexOf('\n', at);
      at = end < 0 ? text.length() : end + 1;
    }
    return at;
  }

  /** The header as YAML; its lines keep their numbers. */
  private static String uncommented(String header) {
    return header.replaceAll("(?m)^-- ?", "");
  }

  private static String withoutSemicolon(String sql) {
    String stripped = sql.strip();
    return stripped.endsWith(";")
        ? stripped.substring(0, stripped.length() - 1).stripTrailing()
        : stripped;
  }
}
