package dev.bookreel.engine.spark;

import dev.bookreel.definition.Secret;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.storage.ObjectLake;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import scala.Tuple2;

/** Opens lakes that lie where Spark's connectors reach: S3, Azure, Google's storage, HDFS. */
public final class SparkLake {
  private static final Pattern PLACE = Pattern.compile("([a-z][a-z0-9]*)://([^/]*)/*(.*?)/*");
  private static final Pattern ON_S3 = Pattern.compile("s3a?:");
  private static final Pattern SECRET = Pattern.compile("(?i)\\b(key|secret|password|token)\\b");
  private static final String S3A = "spark.hadoop.fs.s3a.";

  private SparkLake() {}

  /** Whether a text names such a place. */
  public static boolean understands(String place) {
    return place.contains("://") && !place.startsWith("file:");
  }

  /**
   * What Spark has to be told to reach S3 where Amazon's own tools do, also on other machines:
   * {@code AWS_ENDPOINT_URL_S3} or {@code AWS_ENDPOINT_URL}, {@code AWS_REGION}, {@code
   * AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY}. Without keys the connector looks for the
   * machine's role. Of other places it has to be told nothing, and learns no key.
   *
   * @param given settings of Spark, which count over that
   */
  public static Map<String, String> settings(
      String place, Map<String, String> environment, Map<String, String> given) {
    if (!ON_S3.matcher(place).lookingAt()) {
      return given;
    }
    Map<String, String> settings = new LinkedHashMap<>();
    value(environment, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
        .ifPresent(
            endpoint -> {
              settings.put(S3A + "endpoint", endpoint);
              settings.put(S3A + "path.style.access", "true");
              settings.put(
                  S3A + "connection.ssl.enabled",
                  String.valueOf(!endpoint.toLowerCase(Locale.ROOT).startsWith("http:")));
              settings.put(S3A + "endpoint.region", "us-east-1");
            });
    put(settings, "endpoint.region", environment, "AWS_REGION", "AWS_DEFAULT_REGION");
    put(settings, "access.key", environment, "AWS_ACCESS_KEY_ID");
    put(settings, "secret.key", environment, "AWS_SECRET_ACCESS_KEY");
    put(settings, "session.token", environment, "AWS_SESSION_TOKEN");
    settings.putAll(given);
    return settings;
  }

  private static void put(
      Map<String, String> settings,
      String name,
      Map<String, String> environment,
      String... variables) {
    value(environment, variables).ifPresent(value -> settings.put(S3A + name, value));
  }

  private static Optional<String> value(Map<String, String> environment, String... names) {
    for (String name : names) {
      String value = environment.getOrDefault(name, "");
      if (!value.isBlank()) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  /**
   * Opens what lies there. Writes nothing to it.
   *
   * @param place such as {@code s3a://bucket/prefix} or {@code hdfs://host:8020/lake}; {@code s3}
   *     is {@code s3a}
   * @param settings of Spark, of which those count that begin with {@code spark.hadoop.}; those
   *     that {@code spark-submit} gave are known already
   * @param environment says where the copies are, see {@link ObjectLake.Copying#of}
   * @throws WrongUsageException if it is no such place
   * @throws LakeException if it cannot be reached or read, or there is no connector
   */
  public static ObjectLake open(
      String place, Map<String, String> settings, Map<String, String> environment) {
    SparkConf spark = new SparkConf();
    settings.forEach(spark::set);
    return reach(place, spark, environment);
  }

  /** The same for a process whose Spark has its settings already. */
  static ObjectLake reach(String place, SparkConf spark, Map<String, String> environment) {
    Matcher matcher = PLACE.matcher(place);
    if (!matcher.matches()) {
      throw new WrongUsageException(
          "'%s' is no place that Spark's connectors know. Write for example s3a://bucket/prefix or hdfs://host:8020/lake"
              .formatted(place));
    }
    String scheme = matcher.group(1).equals("s3") ? "s3a" : matcher.group(1);
    Path root = new Path(scheme + "://" + matcher.group(2) + "/");
    String prefix = matcher.group(3).replaceAll("/+", "/");
    ObjectLake.Copying copying = ObjectLake.Copying.of(environment);
    try {
      Configuration hadoop = SparkHadoopUtil.get().newConfiguration(spark);
      HadoopStore store = new HadoopStore(root, prefix, hadoop);
      String name = hadoop.get("fs." + scheme + ".endpoint", "") + " " + root;
      return ObjectLake.open(store, prefix, copying, name);
    } catch (LakeException e) {
      throw new LakeException(masked(String.valueOf(e.getMessage()), spark), e);
    } catch (IOException | RuntimeException e) {
      throw new LakeException(
          "Cannot open %s: %s"
              .formatted(
                  place,
                  isWithoutConnector(e)
                      ? "there is no connector for it. Give it to spark-submit with --packages, or put its jars into the folder that BOOKREEL_SPARK_JARS names"
                      : masked(reason(e), spark)),
          e);
    }
  }

  private static boolean isWithoutConnector(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ClassNotFoundException) {
        return true;
      }
    }
    return false;
  }

  /** What connectors say themselves often has its reason in what caused it only. */
  private static String reason(Exception e) {
    String reason =
        e instanceof FileSystemException file && file.getReason() != null
            ? file.getReason()
            : String.valueOf(e.getMessage()).split("\\R", 2)[0];
    String first = WrongSql.firstLine(e);
    return reason.contains(first) || first.contains(reason)
        ? reason
        : "%s (%s)".formatted(reason, first);
  }

  /** Azure's connector shows a key that it does not understand. */
  private static String masked(String text, SparkConf spark) {
    String masked = text;
    for (Tuple2<String, String> setting : spark.getAll()) {
      if (SECRET.matcher(setting._1()).find()) {
        masked = new Secret(setting._2()).hiddenIn(masked);
      }
    }
    return masked;
  }
}
