package dev.bookreel.engine.spark;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.EngineListener;
import dev.bookreel.engine.embedded.duck.Limits;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Engines in one Spark that all tests share: starting one takes longer than most tests. */
final class TestSpark {
  private static final Session SHARED = start();

  /** Spark turns letters to upper case by the process's locale, which the command line sets. */
  private static Session start() {
    Locale.setDefault(Locale.US);
    return Session.open(
        Map.of(
            "spark.master", "local[2]",
            "spark.sql.shuffle.partitions", "2",
            "spark.sql.adaptive.enabled", "false",
            // Compiling each query would take longer than running it.
            "spark.sql.codegen.wholeStage", "false"),
        java.time.ZoneOffset.UTC);
  }

  private TestSpark() {}

  static Engine open(Path lake, LakeDefinition definition) {
    if (SHARED.spark().sparkContext().isStopped()) {
      throw new IllegalStateException("Somebody stopped the tests' Spark");
    }
    return new SparkEngine(lake, definition, Limits.NONE, Map.of(), EngineListener.SILENT);
  }
}
