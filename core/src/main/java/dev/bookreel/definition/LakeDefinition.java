package dev.bookreel.definition;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * A whole project: everything that its files declare.
 *
 * @param zone in which days, months and hours of questions are meant
 * @param tables ordered by name
 * @param questions ordered by id
 */
public record LakeDefinition(
    String name,
    ZoneId zone,
    List<SourceDefinition> sources,
    List<TableDefinition> tables,
    List<Question> questions) {
  public LakeDefinition {
    sources = List.copyOf(sources);
    tables = List.copyOf(tables);
    questions = List.copyOf(questions);
  }

  public Optional<TableDefinition> table(TableName tableName) {
    return tables.stream().filter(table -> table.name().equals(tableName)).findFirst();
  }
}
