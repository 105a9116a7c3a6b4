package dev.bookreel.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** A Spark installation, made of the jars on the tests' own class path, and programs of it. */
final class Spark implements AutoCloseable {
  /** What is tested. */
  private static final Path ASSEMBLED = Path.of("target/bookreel-spark.jar").toAbsolutePath();

  /** Spark has one of its own. */
  private static final String OTHER_LOGGING = "slf4j-simple";

  private static final Pattern OF_S3 =
      Pattern.compile(
          "(hadoop-aws|analyticsaccelerator-s3|s3-transfer-manager|sts|apache-client)-[0-9].*");

  private final Path home;
  private final Path temporary;

  /**
   * Lays out Spark's jars as its scripts expect them, none of which has a class of the assembled
   * jar: what that one lacks, or has twice, is seen.
   */
  Spark(Path directory) throws IOException {
    this.home = directory.resolve("spark");
    this.temporary = Files.createDirectories(directory.resolve("tmp"));
    Path jars = Files.createDirectories(jars());
    Set<String> assembled = Set.copyOf(classes(ASSEMBLED));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry);
      if (entry.endsWith(".jar")
          && !entry.contains(OTHER_LOGGING)
          && !isOfS3(jar)
          && classes(jar).stream().noneMatch(assembled::contains)) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
  }

  /** Clusters get it with the application, if they need it. */
  private static boolean isOfS3(Path jar) {
    return OF_S3.matcher(jar.getFileName().toString()).matches();
  }

  /** The connector for S3 and what it needs, for {@code --jars}. */
  static String s3Jars() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> isOfS3(Path.of(entry)))
        .collect(Collectors.joining(","));
  }

  private Path jars() {
    return home.resolve("jars");
  }

  private static List<String> classes(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
          .filter(name -> !name.startsWith("META-INF/"))
          .collect(Collectors.toList());
    }
  }

  /**
   * Submits the assembled jar as {@code spark-submit} does.
   *
   * @param where the command runs
   * @param settings each {@code NAME=VALUE}
   * @param environment beside that of the test
   */
  Process submit(
      Path where,
      Path log,
      String master,
      List<String> settings,
      Map<String, String> environment,
      String... args)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                master,
                "--class",
                "dev.bookreel.cli.Main"));
    settings.forEach(setting -> command.addAll(List.of("--conf", setting)));
    command.add(ASSEMBLED.toString());
    command.addAll(List.of(args));
    return start(where, log, environment, jars() + "/*", command);
  }

  /** Runs a class that finds Spark and the assembled jar on its class path, and the tests. */
  Process run(Path where, Path log, Map<String, String> environment, List<String> command)
      throws IOException {
    return start(
        where,
        log,
        environment,
        String.join(
            File.pathSeparator,
            ASSEMBLED.toString(),
            jars() + "/*",
            Path.of("target/test-classes").toAbsolutePath().toString()),
        command);
  }

  /** Runs a class of Spark's own. */
  Process start(Path where, Path log, String... command) throws IOException {
    return start(where, log, Map.of(), jars() + "/*", List.of(command));
  }

  private Process start(
      Path where, Path log, Map<String, String> environment, String classPath, List<String> command)
      throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + temporary,
                // Compiling each expression would take longer than its few rows.
                "-Dspark.sql.codegen.wholeStage=false",
                "-Dspark.sql.codegen.factoryMode=NO_CODEGEN",
                "-Dspark.sql.shuffle.partitions=2",
                "@" + Path.of("../engine-spark/java.options").toAbsolutePath(),
                "-cp",
                classPath));
    all.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_LOCAL_DIRS", temporary.toString());
    return builder.start();
  }

  /** Links to files elsewhere: who deletes the folder would warn of each. */
  @Override
  public void close() throws IOException {
    try (Stream<Path> jars = Files.list(jars())) {
      for (Path jar : jars.collect(Collectors.toList())) {
        Files.delete(jar);
      }
    }
  }
}
