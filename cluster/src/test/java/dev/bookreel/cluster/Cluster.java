package dev.bookreel.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A standalone Spark cluster on this machine: a master and workers in processes of their own. */
final class Cluster implements AutoCloseable {
  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern WORKER = Pattern.compile("Successfully registered with master");
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final List<String> SETTINGS =
      List.of(
          "spark.driver.host=127.0.0.1",
          "spark.executor.memory=512m",
          "spark.ui.enabled=false",
          // Deliveries of some megabytes are read by several tasks.
          "spark.sql.files.maxPartitionBytes=2m");

  private final Spark spark;
  private final Path directory;
  private final String address;
  private final List<Process> all = new ArrayList<>();
  private final List<Process> workers = new ArrayList<>();

  Cluster(Spark spark, Path directory, int workers) throws Exception {
    this.spark = spark;
    this.directory = Files.createDirectories(directory);
    this.address = start("master", MASTER, "org.apache.spark.deploy.master.Master").group(1);
    for (int worker = 0; worker < workers; worker++) {
      start(
          "worker-" + worker,
          WORKER,
          "org.apache.spark.deploy.worker.Worker",
          address,
          "--cores",
          "1",
          "--memory",
          "1g",
          "--work-dir",
          directory.resolve("work-" + worker).toString());
      this.workers.add(all.get(all.size() - 1));
    }
  }

  /** Starts a process and waits until it says that it is ready. */
  private Matcher start(String name, Pattern ready, String... command) throws Exception {
    List<String> loopback = new ArrayList<>(List.of(command));
    loopback.addAll(List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
    Path log = directory.resolve(name + ".log");
    all.add(spark.start(directory, log, loopback.toArray(String[]::new)));
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      String text = Files.readString(log);
      Matcher matcher = ready.matcher(text);
      if (matcher.find()) {
        return matcher;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("No " + ready + " in " + text);
      }
      Thread.sleep(50);
    }
  }

  Process submit(Project project, String log, String... args) throws IOException {
    return submit(project, log, List.of(), Map.of(), args);
  }

  /**
   * @param more settings of Spark
   * @param environment of the driver: workers know nothing of it
   */
  Process submit(
      Project project,
      String log,
      List<String> more,
      Map<String, String> environment,
      String... args)
      throws IOException {
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.addAll(more);
    return spark.submit(project.folder(), project.log(log), address, settings, environment, args);
  }

  /** Kills a worker and its executors, as if its machine lost power. */
  void kill(int worker) throws InterruptedException {
    Process process = workers.get(worker);
    List<ProcessHandle> executors = process.descendants().collect(Collectors.toList());
    process.destroyForcibly();
    executors.forEach(ProcessHandle::destroyForcibly);
    process.waitFor();
  }

  /** How many executors a worker has. */
  long executors(int worker) {
    return workers.get(worker).descendants().count();
  }

  @Override
  public void close() {
    for (Process process : all) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
