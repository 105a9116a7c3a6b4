package dev.bookreel.definition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a project and what their places say. */
final class ProjectDirectory {
  private static final int MAX_DEPTH = 8;
  private static final Pattern TABLE = Pattern.compile("tables/([^/]+)/([^/]+)\\.yaml");
  private static final Pattern QUESTION = Pattern.compile("questions/([^/]+)\\.sql");

  private final Path directory;
  private final Problems problems;

  ProjectDirectory(Path directory, Problems problems) {
    this.directory = directory.toAbsolutePath().normalize();
    this.problems = problems;
  }

  /** The file with this path within the project, whether it exists or not. */
  ProjectFile file(String path) {
    Path name = directory.getFileName();
    String shown = name == null ? path : path.isEmpty() ? name.toString() : name + "/" + path;
    return new ProjectFile(directory.resolve(path), shown, problems);
  }

  SortedMap<TableName, ProjectFile> tables() {
    SortedMap<TableName, ProjectFile> tables = new TreeMap<>();
    for (String path : files("tables", List.of(".yaml", ".yml"))) {
      tableName(path).ifPresent(name -> tables.put(name, file(path)));
    }
    return tables;
  }

  private Optional<TableName> tableName(String path) {
    Matcher matcher = TABLE.matcher(path);
    if (!matcher.matches()) {
      file(path)
          .problem(
              1,
              "The file is not in the place of a table",
              "Move it to tables/<schema>/<name>.yaml.");
      return Optional.empty();
    }
    return Optional.of(matcher).filter(found -> isFree(found, path)).map(ProjectDirectory::name);
  }

  private boolean isFree(Matcher matcher, String path) {
    String schema = matcher.group(1);
    String name = matcher.group(2);
    if (!Names.isWord(schema) || !Names.isWord(name)) {
      file(path)
          .problem(1, "'%s.%s' cannot be a table's name".formatted(schema, name), Names.WORD_FIX);
      return false;
    }
    if (schema.equals("lake") || schema.equals("analytics")) {
      file(path)
          .problem(
              1,
              "Schema '" + schema + "' is the pipeline's own",
              "Move the table to another schema.");
      return false;
    }
    if (name.endsWith("_history")) {
      file(path)
          .problem(
              1,
              "A table's name cannot end in '_history'",
              "Every table has a history under such a name. Rename the table.");
      return false;
    }
    return true;
  }

  private static TableName name(Matcher matcher) {
    return new TableName(matcher.group(1), matcher.group(2));
  }

  /** By id. */
  SortedMap<String, ProjectFile> questions() {
    SortedMap<String, ProjectFile> questions = new TreeMap<>();
    for (String path : files("questions", List.of(".sql"))) {
      questionId(path).ifPresent(id -> questions.put(id, file(path)));
    }
    return questions;
  }

  private Optional<String> questionId(String path) {
    Matcher matcher = QUESTION.matcher(path);
    if (!matcher.matches()) {
      file(path)
          .problem(
              1, "The file is not in the place of a question", "Move it to questions/<id>.sql.");
      return Optional.empty();
    }
    if (!Names.isHyphenated(matcher.group(1))) {
      file(path)
          .problem(1, "'" + matcher.group(1) + "' cannot be a question's id", Names.HYPHENATED_FIX);
      return Optional.empty();
    }
    return Optional.of(matcher.group(1));
  }

  /** Paths within the project, with forward slashes; what begins with a dot is left out. */
  private List<String> files(String folder, List<String> endings) {
    Path root = directory.resolve(folder);
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(root, MAX_DEPTH, FileVisitOption.FOLLOW_LINKS)) {
      return found
          .filter(Files::isRegularFile)
          .map(path -> directory.relativize(path).toString().replace('\\', '/'))
          .filter(path -> !path.contains("/."))
          .filter(path -> endings.stream().anyMatch(path.toLowerCase(Locale.ROOT)::endsWith))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      file(folder).problem(1, "The directory cannot be read (" + e + ")", "Check its permissions.");
      return List.of();
    }
  }
}
