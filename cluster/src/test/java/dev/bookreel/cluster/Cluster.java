package dev.bookreel.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A standalone Spark cluster on this machine: a master and workers in processes of their own. */
final class Cluster implements AutoCloseable {
  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

  private final Path home;
  private final Path directory;
  private final Process master;
  private final String address;
  private final List<Process> workers = new ArrayList<>();

  Cluster(Path home, Path directory, int workers) throws Exception {
    this.home = home;
    this.directory = Files.createDirectories(directory);
    Path log = directory.resolve("master.log");
    this.master =
        start(
            directory,
            log,
            "org.apache.spark.deploy.master.Master",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--webui-port",
            "0");
    this.address = await(log, MASTER).group(1);
    for (int worker = 0; worker < workers; worker++) {
      addWorker(worker);
    }
  }

  private void addWorker(int number) throws Exception {
    Path log = directory.resolve("worker-" + number + ".log");
    workers.add(
        start(
            directory,
            log,
            "org.apache.spark.deploy.worker.Worker",
            address,
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--webui-port",
            "0",
            "--cores",
            "1",
            "--memory",
            "1g",
            "--work-dir",
            directory.resolve("work-" + number).toString()));
    await(log, Pattern.compile("Successfully registered with master"));
  }

  /**
   * Submits the assembled jar as {@code spark-submit} does.
   *
   * @param project where the command runs
   */
  Process submit(Path project, Path log, String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                address,
                "--class",
                "dev.bookreel.cli.Main",
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.executor.memory=512m",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.sql.shuffle.partitions=2",
                Jars.ASSEMBLED.toString()));
    command.addAll(List.of(args));
    return start(project, log, command.toArray(String[]::new));
  }

  /** Kills a worker and its executors, as if its machine lost power. */
  void kill(int worker) throws InterruptedException {
    Process process = workers.get(worker);
    List<ProcessHandle> all = process.descendants().collect(Collectors.toList());
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    process.waitFor();
  }

  /** How many executors a worker has. */
  long executors(int worker) {
    return workers.get(worker).descendants().count();
  }

  private Process start(Path where, Path log, String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
                "@" + Path.of("../engine-spark/java.options").toAbsolutePath(),
                "-cp",
                home.resolve("jars") + "/*"));
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_LOCAL_DIRS", directory.resolve("tmp").toString());
    return builder.start();
  }

  private static Matcher await(Path log, Pattern pattern) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      String text = Files.readString(log);
      Matcher matcher = pattern.matcher(text);
      if (matcher.find()) {
        return matcher;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("No " + pattern + " in " + text);
      }
      Thread.sleep(50);
    }
  }

  @Override
  public void close() {
    List<Process> all = new ArrayList<>(workers);
    all.add(master);
    for (Process process : all) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
