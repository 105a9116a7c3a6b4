package dev.bookreel.definition;

import java.util.List;

/**
 * A question: SQL with parameters, from one file.
 *
 * @param id the file's name without {@code .sql}: lower-case words joined by hyphens
 * @param description what exactly is counted
 * @param sql portable SQL in which {@code :name} stands for a parameter's bound value
 */
public record Question(
    String id, String title, String description, List<Parameter> parameters, String sql) {
  public Question {
    parameters = List.copyOf(parameters);
  }

  /** The gold table that keeps the answers. */
  public TableName answers() {
    return new TableName("analytics", id.replace('-', '_'));
  }
}
