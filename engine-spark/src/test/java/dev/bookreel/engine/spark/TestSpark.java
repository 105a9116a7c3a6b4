package dev.bookreel.engine.spark;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.EngineListener;
import dev.bookreel.engine.embedded.DeliveryReader;
import dev.bookreel.engine.embedded.LakeLayout;
import dev.bookreel.engine.embedded.duck.Limits;
import dev.bookreel.storage.s3.S3Server;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;

/** Engines in one Spark that all tests share: starting one takes longer than most tests. */
final class TestSpark {
  /** Where its Spark finds S3. */
  static final S3Server S3 = S3Server.start();

  private static final Session SHARED = start();

  /** Spark turns letters to upper case by the process's locale, which the command line sets. */
  private static Session start() {
    Locale.setDefault(Locale.US);
    Session session = Session.open(settings(), ZoneOffset.UTC, EngineListener.SILENT);
    withoutDefaults(session.spark().sparkContext().hadoopConfiguration());
    return session;
  }

  /**
   * Takes out the defaults of Hadoop, which its code knows too, apart from the classes of file
   * systems: each plan, and each file read or written, carries all settings to its tasks, which was
   * a fifth of all work.
   */
  private static void withoutDefaults(Configuration hadoop) {
    List<String> defaults = new ArrayList<>();
    for (Map.Entry<String, String> setting : hadoop) {
      String key = setting.getKey();
      String[] sources = hadoop.getPropertySources(key);
      if (sources != null && sources[0].endsWith("-default.xml") && !key.endsWith(".impl")) {
        defaults.add(key);
      }
    }
    defaults.forEach(hadoop::unset);
  }

  static Map<String, String> settings() {
    return SparkLake.settings(
        "s3a://any",
        S3.environment(),
        Map.of(
            "spark.master", "local[2]",
            "spark.sql.shuffle.partitions", "2",
            "spark.sql.adaptive.enabled", "false",
            // Compiling each query would take longer than running it.
            "spark.sql.codegen.wholeStage", "false",
            "spark.sql.codegen.factoryMode", "NO_CODEGEN",
            "spark.hadoop.fs.hdfs.impl", CountedHdfs.class.getName(),
            "spark.executor.heartbeatInterval", "200ms"));
  }

  private TestSpark() {}

  static Engine open(Path lake, LakeDefinition definition) {
    return open(lake, definition, EngineListener.SILENT);
  }

  static Engine open(Path lake, LakeDefinition definition, EngineListener listener) {
    return open(lake, definition, listener, TestSpark::reader);
  }

  static Engine open(
      Path lake,
      LakeDefinition definition,
      EngineListener listener,
      SparkEngine.Part<DeliveryReader> reader) {
    if (SHARED.spark().sparkContext().isStopped()) {
      throw new IllegalStateException("Somebody stopped the tests' Spark");
    }
    return new SparkEngine(
        LakeLayout.ofManyMachines(lake, definition),
        Limits.NONE,
        session(definition.zone(), listener),
        reader,
        SparkRewriter::new,
        StagedTail::finder);
  }

  /** Has Spark compare, however little there is to compare. */
  static DeliveryReader reader(LakeLayout layout, Session session, Workplace workplace) {
    return new SparkReader(layout, session, workplace, bytes -> session.partBytes(), 0);
  }

  /** A session of the one Spark, which does not stop it. */
  static Session session(EngineListener listener) {
    return session(ZoneOffset.UTC, listener);
  }

  static Session session(ZoneId zone, EngineListener listener) {
    Session session = Session.open(Map.of(), zone, listener);
    if (session.spark().sparkContext() != SHARED.spark().sparkContext()) {
      throw new IllegalStateException("There are two Sparks");
    }
    return session;
  }

  /** Until everything that happened has been told. */
  static void awaitListeners() throws TimeoutException {
    SHARED.spark().sparkContext().listenerBus().waitUntilEmpty(60_000);
  }
}
