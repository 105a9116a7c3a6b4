package dev.bookreel.cli.command;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.Question;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.error.Nearest;
import dev.bookreel.error.WrongUsageException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds what the command line names in the definitions; nothing named means everything. */
final class Selection {
  private Selection() {}

  static List<TableDefinition> tables(LakeDefinition lake, List<String> names) {
    return names.isEmpty()
        ? lake.tables()
        : names.stream().distinct().map(name -> table(lake, name)).collect(Collectors.toList());
  }

  static TableDefinition table(LakeDefinition lake, String name) {
    List<String> known =
        lake.tables().stream().map(table -> table.name().toString()).collect(Collectors.toList());
    return lake.tables().stream()
        .filter(table -> table.name().toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new WrongUsageException(
                    "No table '%s' is declared. %s".formatted(name, Nearest.hint(name, known))));
  }

  /** Tables that the lake has files of, declared or not. */
  static List<TableName> stored(OpenLake lake, List<String> names) {
    Set<TableName> stored = lake.upkeep().tables();
    if (names.isEmpty()) {
      return List.copyOf(stored);
    }
    Map<String, TableName> known = new TreeMap<>();
    lake.definition().tables().forEach(table -> known.put(table.name().toString(), table.name()));
    stored.forEach(table -> known.put(table.toString(), table));
    List<TableName> selected = new ArrayList<>();
    for (String name : new LinkedHashSet<>(names)) {
      TableName table = known.get(name);
      if (table == null) {
        throw new WrongUsageException(
            "There is no table '%s' in the lake. %s"
                .formatted(name, Nearest.hint(name, known.keySet())));
      }
      selected.add(table);
    }
    return selected;
  }

  static List<Question> questions(LakeDefinition lake, List<String> ids) {
    return ids.isEmpty()
        ? lake.questions()
        : ids.stream().distinct().map(id -> question(lake, id)).collect(Collectors.toList());
  }

  private static Question question(LakeDefinition lake, String id) {
    List<String> known = lake.questions().stream().map(Question::id).collect(Collectors.toList());
    return lake.questions().stream()
        .filter(question -> question.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new WrongUsageException(
                    "There is no question '%s'. %s".formatted(id, Nearest.hint(id, known))));
  }
}
