package dev.bookreel.engine.spark;

import dev.bookreel.engine.embedded.duck.Sql;
import java.time.Instant;

/** Names and literals in Spark's SQL. */
final class SparkSql {
  private SparkSql() {}

  static String name(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  static String instant(Instant instant) {
    return "timestamp_micros(" + Sql.micros(instant) + ")";
  }
}
