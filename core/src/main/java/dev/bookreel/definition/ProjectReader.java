package dev.bookreel.definition;

import dev.bookreel.definition.TableReader.Read;
import dev.bookreel.error.WrongDefinitionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads a project's files: {@code lake.yaml}, {@code tables/<schema>/<name>.yaml} and {@code
 * questions/<id>.sql}. It is strict, so that a slip of the pen is told before anything runs.
 */
public final class ProjectReader {
  private final Substitution environment;

  /**
   * @param environment the variables that {@code ${NAME}} in YAML files may name; their values
   *     never appear in messages
   */
  public ProjectReader(Map<String, String> environment) {
    this.environment = new EnvironmentSubstitution(environment);
  }

  /**
   * Reads everything or nothing, but sources without what is not there of the variables and files
   * that their settings name ({@link SourceDefinition#unfilled}): who asks a lake need not know
   * their secrets.
   *
   * @param sourceKinds the kinds of sources that exist, with the settings that each has
   * @throws WrongDefinitionException with every problem of every file
   */
  public LakeDefinition read(Path projectDirectory, Map<String, List<Setting>> sourceKinds) {
    return read(projectDirectory, sourceKinds, Optional.empty());
  }

  /**
   * Reads everything or nothing, and has a closer look at the sources.
   *
   * @param sourceKinds the kinds of sources that exist, with the settings that each has
   * @param check throws a {@link dev.bookreel.error.LakeException} for a source whose settings
   *     cannot be meant, each of which is as its form wants it
   * @throws WrongDefinitionException with every problem of every file
   */
  public LakeDefinition read(
      Path projectDirectory,
      Map<String, List<Setting>> sourceKinds,
      Consumer<SourceDefinition> check) {
    return read(projectDirectory, sourceKinds, Optional.of(check));
  }

  private LakeDefinition read(
      Path projectDirectory,
      Map<String, List<Setting>> sourceKinds,
      Optional<Consumer<SourceDefinition>> check) {
    Problems problems = new Problems();
    ProjectDirectory directory = new ProjectDirectory(projectDirectory, problems);
    if (!Files.isDirectory(projectDirectory)) {
      directory.file("").problem(1, "There is no such directory", "Name one with a lake.yaml.");
      problems.throwIfAny();
    }
    var tableFiles = directory.tables();
    if (tableFiles.isEmpty() && problems.count() == 0) {
      directory
          .file("tables")
          .problem(1, "No table is declared", "Add a file such as tables/vendor/authors.yaml.");
    }
    List<Read> tables = new ArrayList<>();
    tableFiles.forEach(
        (name, file) -> new TableReader(file, name).read(environment).ifPresent(tables::add));
    var lake =
        new LakeReader(
                directory.file("lake.yaml"),
                environment,
                sourceKinds,
                check,
                tableFiles.keySet(),
                everything(tables))
            .read();
    List<Question> questions = new ArrayList<>();
    directory
        .questions()
        .forEach(
            (id, file) ->
                new QuestionReader(file, id, lake.zone()).read().ifPresent(questions::add));
    checkDeliveries(tables, lake.sources());
    problems.throwIfAny();
    return new LakeDefinition(
        lake.name(),
        lake.zone(),
        lake.sources(),
        tables.stream().map(Read::table).toList(),
        questions);
  }

  private static Set<TableName> everything(List<Read> tables) {
    return tables.stream()
        .map(Read::table)
        .filter(table -> table.contains() == TableDefinition.Contains.EVERYTHING)
        .map(TableDefinition::name)
        .collect(Collectors.toSet());
  }

  /** One file for two tables: nobody could say which of them it is for. */
  private static void checkDeliveries(List<Read> tables, List<SourceDefinition> sources) {
    for (int i = 0; i < tables.size(); i++) {
      Read later = tables.get(i);
      tables.subList(0, i).stream()
          .filter(earlier -> clash(earlier.table(), later.table(), sources))
          .findFirst()
          .ifPresent(
              earlier ->
                  later
                      .file()
                      .problem(
                          later.deliveryLine(),
                          "%s has the same delivery as %s"
                              .formatted(later.table().name(), earlier.table().name()),
                          "Give each table its own file, or its own source."));
    }
  }

  private static boolean clash(
      TableDefinition one, TableDefinition other, List<SourceDefinition> sources) {
    return one.delivery().equals(other.delivery())
        && (sources.isEmpty()
            || sources.stream()
                .anyMatch(source -> source.delivers(one.name()) && source.delivers(other.name())));
  }
}
