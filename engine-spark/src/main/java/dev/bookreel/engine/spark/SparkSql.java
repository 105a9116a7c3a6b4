package dev.bookreel.engine.spark;

import dev.bookreel.engine.embedded.duck.Sql;
import java.time.Instant;
import java.util.Collection;
import java.util.stream.Collectors;

/** Names and literals in Spark's SQL. */
final class SparkSql {
  private SparkSql() {}

  static String name(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** Names, separated by commas. */
  static String names(Collection<String> names) {
    return names.stream().map(SparkSql::name).collect(Collectors.joining(", "));
  }

  /** A text literal. */
  static String text(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  static String instant(Instant instant) {
    return "timestamp_micros(" + Sql.micros(instant) + ")";
  }
}
