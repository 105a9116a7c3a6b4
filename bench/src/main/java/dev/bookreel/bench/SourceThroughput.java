package dev.bookreel.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Measures how fast each kind of source is fetched from, whole process, beside {@code cp} or {@code
 * curl} on the same file and the same server, and whether memory grows with the file.
 */
public final class SourceThroughput {
  private static final String USAGE =
      "Usage: java -cp ... dev.bookreel.bench.SourceThroughput [--megabytes N] [--runs N]";
  private static final String FILE = "big.json";
  private static final String BUCKET = "bucket";
  private static final int SMALL_MEGABYTES = 10;

  private final Path home;
  private final Path work;
  private final int megabytes;
  private final int runs;

  private SourceThroughput(Path home, Path work, int megabytes, int runs) {
    this.home = home;
    this.work = work;
    this.megabytes = megabytes;
    this.runs = runs;
  }

  /**
   * One kind of source.
   *
   * @param settings as in {@code lake.yaml}
   * @param peer the command that brings the same file to the path that is appended
   */
  private record Way(String kind, String settings, List<String> peer) {}

  /**
   * @param args {@code --megabytes N}: the file's size, by default 1000; {@code --runs N}: how
   *     often, by default 5
   */
  public static void main(String[] args) throws Exception {
    int megabytes = 1000;
    int runs = 5;
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(USAGE);
      }
      switch (args[i]) {
        case "--megabytes" -> megabytes = Integer.parseInt(args[i + 1]);
        case "--runs" -> runs = Integer.parseInt(args[i + 1]);
        default -> throw new IllegalArgumentException(USAGE);
      }
    }
    Path work = Files.createTempDirectory("bookreel-bench-");
    try {
      new SourceThroughput(WholeCommand.checkout(), work, megabytes, runs).measure();
    } finally {
      WholeCommand.delete(work);
    }
  }

  private void measure() throws Exception {
    print("memory: %s", Memory.available().description());
    print(
        "machine: %d processors, load %.1f before, Java %s",
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.version().feature());
    print("%nOne file of %d MB; medians of %d; MB/s, whole processes.%n", megabytes, runs);
    print(
        "%-12s %10s %10s %8s   %14s %14s",
        "source", "bookreel", "peer", "ratio", "MB of memory", "with " + SMALL_MEGABYTES + " MB");
    Path served = Files.createDirectories(work.resolve("served"));
    Files.createDirectories(served.resolve(BUCKET));
    Loopback servers = new Loopback(served);
    try {
      List<Way> ways = ways(servers, served);
      Map<String, Double> small = new LinkedHashMap<>();
      offer(served, SMALL_MEGABYTES, ways);
      for (Way way : ways) {
        small.put(way.kind(), fetch(way).megabytes());
      }
      offer(served, megabytes, ways);
      for (Way way : ways) {
        print(way, small.getOrDefault(way.kind(), 0.0));
      }
    } finally {
      servers.stop();
    }
  }

  private void print(Way way, double smallMemory) throws Exception {
    List<TimedCommand> ours = new ArrayList<>();
    List<TimedCommand> peers = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      peers.add(peer(way));
      ours.add(fetch(way));
    }
    double our = megabytes / median(ours);
    double their = megabytes / median(peers);
    print(
        "%-12s %10.0f %10.0f %8.2f   %14.0f %14.0f",
        way.kind(),
        our,
        their,
        our / their,
        ours.stream().mapToDouble(TimedCommand::megabytes).max().orElse(0),
        smallMemory);
  }

  private static double median(List<TimedCommand> measured) {
    return Spread.of(measured.stream().mapToDouble(TimedCommand::seconds).toArray()).median();
  }

  private List<Way> ways(Loopback servers, Path served) throws Exception {
    int ftp = servers.ftp();
    int sftp = servers.sftp();
    int http = servers.http();
    int s3 = servers.s3();
    String login = Loopback.USER + ":" + Loopback.PASSWORD;
    return List.of(
        new Way("directory", "path: " + served, List.of("cp", served.resolve(FILE).toString())),
        new Way(
            "ftp",
            "host: 127.0.0.1, port: %d, user: %s, password: \"${PASSWORD}\""
                .formatted(ftp, Loopback.USER),
            curl("--user", login, "ftp://127.0.0.1:" + ftp + "/" + FILE)),
        new Way(
            "sftp",
            "host: 127.0.0.1, port: %d, user: %s, password: \"${PASSWORD}\", insecure_any_host_key: true"
                .formatted(sftp, Loopback.USER),
            curl("--insecure", "--user", login, "sftp://127.0.0.1:" + sftp + "/" + FILE)),
        new Way(
            "http",
            "url: \"http://127.0.0.1:%d\"".formatted(http),
            curl("http://127.0.0.1:" + http + "/" + FILE)),
        new Way(
            "s3",
            "bucket: %s, endpoint: \"http://127.0.0.1:%d\", region: us-east-1, access_key: \"${ACCESS_KEY}\", secret_key: \"${PASSWORD}\""
                .formatted(BUCKET, s3),
            signed(login, "http://127.0.0.1:%d/%s/%s".formatted(s3, BUCKET, FILE))));
  }

  private static List<String> curl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error", "--fail"));
    command.addAll(List.of(arguments));
    command.add("--output");
    return command;
  }

  private static List<String> signed(String login, String url) {
    return curl("--aws-sigv4", "aws:amz:us-east-1:s3", "--user", login, url);
  }

  /** Makes the file anew; the S3 server wants it brought, so that it knows its checksum. */
  private void offer(Path served, int size, List<Way> ways) throws Exception {
    Path file = served.resolve(FILE);
    byte[] part = new byte[1_000_000];
    Random random = new Random(size);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < size; i++) {
        random.nextBytes(part);
        out.write(part);
      }
    }
    for (Way way : ways) {
      if (way.kind().equals("s3")) {
        List<String> command = new ArrayList<>(way.peer());
        command.addAll(
            List.of(
                "/dev/null",
                "--header",
                "x-amz-content-sha256: UNSIGNED-PAYLOAD",
                "--upload-file",
                file.toString()));
        TimedCommand.run(command, Map.of(), work, work);
      }
    }
  }

  private TimedCommand peer(Way way) throws IOException, InterruptedException {
    Path target = work.resolve("fetched");
    Files.deleteIfExists(target);
    List<String> command = new ArrayList<>(way.peer());
    command.add(target.toString());
    return TimedCommand.run(command, Map.of(), work, work);
  }

  private TimedCommand fetch(Way way) throws IOException, InterruptedException {
    Path project = Files.createDirectories(work.resolve("project"));
    Files.createDirectories(project.resolve("tables/vendor"));
    Files.writeString(
        project.resolve("lake.yaml"),
        "lake: bench%nzone: Europe/Berlin%nsources:%n  it: { kind: %s, %s }%n"
            .formatted(way.kind(), way.settings()));
    Files.writeString(
        project.resolve("tables/vendor/big.yaml"),
        """
        table: vendor.big
        description: One large file, which is only fetched.
        delivery: %s
        format: json
        contains: everything
        key: [name]
        columns:
          name: string
        """
            .formatted(FILE));
    Path lake = work.resolve("lake");
    if (Files.exists(lake)) {
      WholeCommand.delete(lake);
    }
    return TimedCommand.run(
        List.of(
            home.resolve("bookreel").toString(),
            "fetch",
            "--project",
            project.toString(),
            "--lake",
            lake.toString()),
        Map.of("PASSWORD", Loopback.PASSWORD, "ACCESS_KEY", Loopback.USER),
        home,
        work);
  }

  @SuppressWarnings("SystemOut")
  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
