package dev.bookreel.engine.spark;

import dev.bookreel.engine.EngineListener;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.LocalCopies;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.ExplainMode;
import org.apache.spark.util.DoubleAccumulator;

/** A Spark session whose days and hours are the lake's. For many threads. */
final class Session implements AutoCloseable {
  private static final String MASTER = "spark.master";
  private static final String PART_BYTES = "spark.sql.files.maxPartitionBytes";
  private static final String ON_THIS_MACHINE = "local[*]";
  private static final long SMALL_BYTES = 32L << 20;

  /** What we need of Spark, unless somebody said otherwise. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension",
          "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog",
          "spark.databricks.delta.snapshotPartitions", "2",
          "spark.sql.sources.parallelPartitionDiscovery.threshold", "1000",
          // upper() and lower() must not depend on where a machine stands.
          "spark.executor.defaultJavaOptions", "-Duser.language=en -Duser.country=US",
          "spark.ui.enabled", "false",
          "spark.ui.showConsoleProgress", "false",
          // Running tasks tell how far they are with it.
          "spark.executor.heartbeatInterval", "2s",
          "spark.app.name", "Bookreel");

  private final SparkSession spark;
  private final boolean isOurs;
  private final EngineListener listener;

  private Session(SparkSession spark, boolean isOurs, EngineListener listener) {
    this.spark = spark;
    this.isOurs = isOurs;
    this.listener = listener;
  }

  /**
   * Joins the Spark that runs in this process already, or starts one.
   *
   * @param watching hears what Spark works on, too
   * @throws LakeException if Spark does not start
   */
  static Session open(Map<String, String> settings, ZoneId zone, EngineListener watching) {
    try {
      return opened(settings, zone, watching);
    } catch (Exception e) {
      // A checked one, too, of which Java knows nothing.
      throw new LakeException(
          "Spark does not start: %s. Correct its settings (--spark.KEY=VALUE), or start what they name; for other clusters than Spark's own give the assembled jar to spark-submit"
              .formatted(WrongSql.firstLine(e)),
          e);
    }
  }

  private static Session opened(
      Map<String, String> settings, ZoneId zone, EngineListener watching) {
    boolean isOurs = org.apache.spark.sql.SparkSession.getDefaultSession().isEmpty();
    org.apache.spark.sql.SparkSession.Builder builder = org.apache.spark.sql.SparkSession.builder();
    if (isOurs) {
      SETTINGS.forEach(
          (name, value) -> {
            if (System.getProperty(name) == null) {
              builder.config(name, value);
            }
          });
      String master = settings.getOrDefault(MASTER, System.getProperty(MASTER, ON_THIS_MACHINE));
      builder.master(master);
      // Not on a cluster, where executors have classes of ours later than files.
      if (master.matches("local(\\[.*)?")) {
        builder.config("spark.hadoop.fs.file.impl", LocalFiles.class.getName());
      }
    }
    settings.forEach(builder::config);
    SparkSession session = ((SparkSession) builder.getOrCreate()).newSession();
    session.conf().set("spark.sql.session.timeZone", zone.getId());
    // As standard SQL has it, and the embedded engine: names go into double quotes, texts into
    // single ones.
    session.conf().set("spark.sql.ansi.enabled", "true");
    session.conf().set("spark.sql.ansi.doubleQuotedIdentifiers", "true");
    session.conf().set("spark.sql.datetime.java8API.enabled", "true");
    session.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    session.conf().set("spark.sql.parquet.compression.codec", "lz4_raw");
    Median.register(session);
    return new Session(session, isOurs, listening(session, watching));
  }

  /** Where nobody listens, Spark need not tell anything. */
  private static EngineListener listening(SparkSession session, EngineListener watching) {
    if (watching == EngineListener.SILENT) {
      return watching;
    }
    JobProgress progress = new JobProgress(session.sparkContext(), watching);
    session.sparkContext().addSparkListener(progress);
    return progress;
  }

  SparkSession spark() {
    return spark;
  }

  /** Has to be told of the phases that Spark works on, by the threads that start its jobs. */
  EngineListener listener() {
    return listener;
  }

  /** What Spark calls a file or folder of the lake. */
  static String name(Path file) {
    return LocalCopies.isRemote(file) ? file.toString() : "file:" + file;
  }

  /** Some Parquet files; in their names Spark would see patterns. */
  Dataset<Row> parquet(String schema, Collection<Path> files) {
    return spark
        .read()
        .schema(schema)
        .parquet(
            files.stream()
                .map(file -> name(file).replaceAll("[\\\\{}\\[\\]*?]", "\\\\$0"))
                .toArray(String[]::new));
  }

  /**
   * How many bytes of a delivery a task is to read: as many as Spark gives it of a file. Where all
   * tasks run on this machine one reads all of it, with all threads, unless somebody set them.
   */
  long partBytes() {
    return spark.sparkContext().isLocal() && !spark.sparkContext().conf().contains(PART_BYTES)
        ? Long.MAX_VALUE
        : spark.sessionState().conf().filesMaxPartitionBytes();
  }

  /** Up to how many bytes the driver has loaded a delivery before Spark has planned the load. */
  long smallBytes() {
    return Math.min(SMALL_BYTES, spark.sessionState().conf().filesMaxPartitionBytes());
  }

  /** To which a task may add how far it is, up to 1. */
  DoubleAccumulator share() {
    return JobProgress.share(spark.sparkContext());
  }

  /**
   * Writes rows as Parquet files.
   *
   * @param what they are, in SQL if there is such
   * @param folder made by this
   * @throws JobFailedException if Spark cannot
   */
  void write(String what, Dataset<Row> rows, Path folder) {
    long start = System.nanoTime();
    orFail(
        () -> {
          rows.write().parquet(name(folder));
          return folder;
        });
    listener.executed(
        what,
        Duration.ofNanos(System.nanoTime() - start),
        () -> rows.queryExecution().explainString(ExplainMode.fromString("formatted")));
  }

  /**
   * Runs a function once for each argument, on the machines of the cluster; keeps the order.
   *
   * @throws JobFailedException if Spark cannot; what fails for good is to be a {@link TaskResult}
   */
  <T, R> List<R> forEach(List<T> arguments, Function<T, R> task) {
    return orFail(
        () ->
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(arguments, Math.max(1, arguments.size()))
                .map(task)
                .collect());
  }

  /** Spark's exceptions are checked ones of which Java knows nothing. */
  private static <T> T orFail(Supplier<T> job) {
    try {
      return job.get();
    } catch (Exception e) {
      throw new JobFailedException(e);
    }
  }

  @Override
  public void close() {
    if (listener instanceof JobProgress progress) {
      spark.sparkContext().removeSparkListener(progress);
    }
    if (isOurs) {
      spark.stop();
    }
  }
}
