package dev.bookreel.engine;

import dev.bookreel.error.WrongQueryException;
import java.util.Map;

/**
 * SQL with the values for its parameters.
 *
 * @param parameters by name, as {@code :name} in the SQL; String, Long, Double, Boolean,
 *     BigDecimal, LocalDate, Instant or a List of such, whose elements may be null
 */
public record Query(String sql, Map<String, Object> parameters) {
  public Query {
    parameters = Map.copyOf(parameters);
  }

  /**
   * The value of a parameter that the SQL uses.
   *
   * @throws WrongQueryException if it has none
   */
  public Object value(String name) {
    Object value = parameters.get(name);
    if (value == null) {
      throw new WrongQueryException(
          "The query uses parameter ':%s', which has no value. Write the value in its place: only questions have parameters"
              .formatted(name),
          null);
    }
    return value;
  }

  /** SQL without parameters. */
  public static Query of(String sql) {
    return new Query(sql, Map.of());
  }
}
