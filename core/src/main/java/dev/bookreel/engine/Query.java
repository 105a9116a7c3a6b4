package dev.bookreel.engine;

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

  /** SQL without parameters. */
  public static Query of(String sql) {
    return new Query(sql, Map.of());
  }
}
