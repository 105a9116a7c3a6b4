package dev.bookreel.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures how fast each kind of source is fetched from, whole process, beside {@code cp}, {@code
 * curl} or {@code psql} on the same file and the same server, and beside these with the sums and
 * the syncing that Bookreel does too; and whether memory grows with the file.
 */
public final class SourceThroughput {
  private static final String USAGE =
      "Usage: java -cp ... dev.bookreel.bench.SourceThroughput [--megabytes N] [--runs N] [SOURCE...]";
  private static final List<String> NAMES =
      List.of("directory", "ftp", "ftps", "sftp", "http", "https", "s3", "s3-tls", "jdbc");
  private static final String FILE = "big.csv";
  private static final String BUCKET = "bucket";
  private static final int SMALL_MEGABYTES = 10;
  private static final int LINE_BYTES = 200;

  private final Path home;
  private final Path work;
  private final int megabytes;
  private final int runs;
  private final List<String> chosen;
  private final Keys keys;
  private @Nullable Postgres database;

  private SourceThroughput(Path work, int megabytes, int runs, List<String> chosen)
      throws IOException, InterruptedException {
    this.home = WholeCommand.checkout();
    this.work = work;
    this.megabytes = megabytes;
    this.runs = runs;
    this.chosen = chosen;
    this.keys = Keys.make(work);
  }

  /**
   * One way to bring a file.
   *
   * @param settings as in {@code lake.yaml}, with the kind
   * @param peer the command that brings the same file to {@link #TARGET}
   * @param equal the same, with what else has to be done to have it as Bookreel does
   */
  private record Way(String name, String settings, List<String> peer, List<String> equal) {
    /** In a command, the path where the peer puts the file. */
    static final String TARGET = "<target>";

    /**
     * @param sums of openssl's, which Bookreel works out too
     */
    static Way summed(String name, String settings, List<String> peer, String... sums) {
      return new Way(name, settings, peer, summed(peer, sums));
    }

    static List<String> summed(List<String> peer, String... sums) {
      StringBuilder script = new StringBuilder("\"$@\"");
      for (String sum : sums) {
        script.append(" && openssl dgst -").append(sum).append(" '" + TARGET + "'");
      }
      script.append(" && sync '" + TARGET + "'");
      List<String> command = new ArrayList<>(List.of("sh", "-c", script.toString(), "sh"));
      command.addAll(peer);
      return command;
    }

    static List<String> to(Path target, List<String> command) {
      return command.stream().map(word -> word.replace(TARGET, target.toString())).toList();
    }
  }

  /**
   * @param args {@code --megabytes N}: the file's size, by default 1000; {@code --runs N}: how
   *     often, by default 5; and of which sources, by default all
   */
  public static void main(String[] args) throws Exception {
    int megabytes = 1000;
    int runs = 5;
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--megabytes" -> megabytes = Integer.parseInt(args[++i]);
        case "--runs" -> runs = Integer.parseInt(args[++i]);
        default -> chosen.add(args[i]);
      }
    }
    if (!NAMES.containsAll(chosen)) {
      throw new IllegalArgumentException(USAGE + " of " + String.join(", ", NAMES));
    }
    Path work = Files.createTempDirectory("bookreel-bench-");
    try {
      new SourceThroughput(work, megabytes, runs, chosen).measure();
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
        "%-10s %9s %9s %6s %15s %6s   %13s %11s",
        "source",
        "bookreel",
        "peer",
        "ratio",
        "summed, synced",
        "ratio",
        "MB of memory",
        "with " + SMALL_MEGABYTES + " MB");
    Path served = Files.createDirectories(work.resolve("served"));
    Files.createDirectories(served.resolve(BUCKET));
    Loopback servers = new Loopback(served, keys);
    try {
      List<Way> ways =
          NAMES.stream()
              .filter(name -> chosen.isEmpty() || chosen.contains(name))
              .map(name -> unchecked(() -> way(name, servers, served)))
              .toList();
      Map<String, Double> small = new LinkedHashMap<>();
      offer(served, SMALL_MEGABYTES, ways);
      for (Way way : ways) {
        small.put(way.name(), fetch(way).megabytes());
      }
      offer(served, megabytes, ways);
      for (Way way : ways) {
        print(way, small.getOrDefault(way.name(), 0.0));
      }
    } finally {
      servers.stop();
    }
  }

  private void print(Way way, double smallMemory) throws Exception {
    List<TimedCommand> ours = new ArrayList<>();
    List<TimedCommand> peers = new ArrayList<>();
    List<TimedCommand> equals = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      peers.add(peer(way.peer()));
      ours.add(fetch(way));
      equals.add(peer(way.equal()));
    }
    double our = megabytes / median(ours);
    double their = megabytes / median(peers);
    double equal = megabytes / median(equals);
    print(
        "%-10s %9.0f %9.0f %6.2f %15.0f %6.2f   %13.0f %11.0f",
        way.name(),
        our,
        their,
        our / their,
        equal,
        our / equal,
        ours.stream().mapToDouble(TimedCommand::megabytes).max().orElse(0),
        smallMemory);
  }

  private static double median(List<TimedCommand> measured) {
    return Spread.of(measured.stream().mapToDouble(TimedCommand::seconds).toArray()).median();
  }

  private <T> T unchecked(Callable<T> action) {
    try {
      return action.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Way way(String name, Loopback servers, Path served) throws Exception {
    String login = Loopback.USER + ":" + Loopback.PASSWORD;
    return switch (name) {
      case "directory" ->
          Way.summed(
              name,
              "kind: directory, path: " + served,
              List.of("cp", served.resolve(FILE).toString(), Way.TARGET),
              "sha256");
      case "ftp" -> ftp(name, servers.ftp(), "", List.of());
      case "ftps" ->
          ftp(
              name,
              servers.ftps(),
              ", tls: explicit, ca_file: " + keys.certificate(),
              List.of("--ssl-reqd", "--cacert", keys.certificate().toString()));
      case "sftp" -> {
        int port = servers.sftp();
        yield Way.summed(
            name,
            "kind: sftp, host: 127.0.0.1, port: %d, user: %s, password: \"${PASSWORD}\", insecure_any_host_key: true"
                .formatted(port, Loopback.USER),
            curl("--insecure", "--user", login, "sftp://127.0.0.1:" + port + "/" + FILE),
            "sha256");
      }
      case "http" -> http(name, "http://127.0.0.1:" + servers.http(), "", List.of());
      case "https" ->
          http(
              name,
              "https://127.0.0.1:" + servers.https(),
              ", ca_file: " + keys.certificate(),
              List.of("--cacert", keys.certificate().toString()));
      case "s3" -> s3(name, "http://127.0.0.1:" + servers.s3());
      case "s3-tls" -> s3(name, "https://127.0.0.1:" + servers.s3s());
      case "jdbc" -> jdbc(name, servers.postgres());
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** The server is asked for its MD5, as Bookreel does. */
  private static Way ftp(String name, int port, String settings, List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(
        List.of(
            "--user",
            Loopback.USER + ":" + Loopback.PASSWORD,
            "ftp://127.0.0.1:" + port + "/" + FILE));
    List<String> asking = new ArrayList<>(List.of("--quote", "MD5 " + FILE));
    asking.addAll(all);
    return new Way(
        name,
        "kind: ftp, host: 127.0.0.1, port: %d, user: %s, password: \"${PASSWORD}\"%s"
            .formatted(port, Loopback.USER, settings),
        curl(all.toArray(String[]::new)),
        Way.summed(curl(asking.toArray(String[]::new)), "sha256", "md5"));
  }

  private static Way http(String name, String url, String settings, List<String> arguments) {
    return Way.summed(
        name,
        "kind: http, url: \"%s\"%s".formatted(url, settings),
        curl(Stream.concat(arguments.stream(), Stream.of(url + "/" + FILE)).toArray(String[]::new)),
        "sha256");
  }

  private Way s3(String name, String endpoint) {
    return Way.summed(
        name,
        "kind: s3, bucket: %s, endpoint: \"%s\", region: us-east-1, access_key: \"${ACCESS_KEY}\", secret_key: \"${PASSWORD}\""
            .formatted(BUCKET, endpoint),
        curl(
            "--cacert",
            keys.certificate().toString(),
            "--aws-sigv4",
            "aws:amz:us-east-1:s3",
            "--header",
            "x-amz-content-sha256: UNSIGNED-PAYLOAD",
            "--user",
            Loopback.USER + ":" + Loopback.PASSWORD,
            "%s/%s/%s".formatted(endpoint, BUCKET, FILE)),
        "sha256",
        "md5");
  }

  private Way jdbc(String name, Postgres server) {
    database = server;
    return new Way(
        name,
        "kind: jdbc, url: \"%s\", user: %s, password: \"${PASSWORD}\", select: { vendor.big: public.big }"
            .formatted(server.url(), Postgres.USER),
        server.psql("\\copy public.big TO '" + Way.TARGET + "' (FORMAT csv, HEADER)"),
        Way.summed(
            server.psql(
                "\\copy public.big TO PROGRAM 'zstd -q -1 -o "
                    + Way.TARGET
                    + "' (FORMAT csv, HEADER)"),
            "sha256"));
  }

  private static List<String> curl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error", "--fail"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--output", Way.TARGET));
    return command;
  }

  /**
   * Makes the file anew, of which every line is another; the S3 server wants it brought, so that it
   * knows its checksum, and the database gets its lines as rows.
   */
  private void offer(Path served, int size, List<Way> ways) throws Exception {
    Path file = served.resolve(FILE);
    Random random = new Random(size);
    byte[] digits = new byte[LINE_BYTES];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write("name\n".getBytes(StandardCharsets.US_ASCII));
      for (long line = 0; line < size * 1_000_000L / LINE_BYTES; line++) {
        random.nextBytes(digits);
        for (int i = 0; i < LINE_BYTES - 1; i++) {
          digits[i] = (byte) ('a' + (digits[i] & 15));
        }
        digits[LINE_BYTES - 1] = '\n';
        out.write(digits);
      }
    }
    for (Way way : ways) {
      if (way.name().startsWith("s3")) {
        List<String> command = new ArrayList<>(Way.to(Path.of("/dev/null"), way.peer()));
        command.addAll(List.of("--upload-file", file.toString()));
        TimedCommand.run(command, Map.of(), work, work);
      }
    }
    if (database != null) {
      for (String sql :
          List.of(
              "DROP TABLE IF EXISTS public.big",
              "CREATE TABLE public.big (name text)",
              "\\copy public.big FROM '%s' (FORMAT csv, HEADER)".formatted(file))) {
        TimedCommand.run(database.psql(sql), Map.of(), work, work);
      }
    }
  }

  private TimedCommand peer(List<String> command) throws IOException, InterruptedException {
    Path target = work.resolve("fetched");
    try {
      return quiet(Way.to(target, command), Map.of(), work);
    } finally {
      Files.deleteIfExists(target);
    }
  }

  /** Not while the disk still writes what came before. */
  private TimedCommand quiet(List<String> command, Map<String, String> environment, Path directory)
      throws IOException, InterruptedException {
    TimedCommand.run(List.of("sync"), Map.of(), work, work);
    return TimedCommand.run(command, environment, directory, work);
  }

  private TimedCommand fetch(Way way) throws IOException, InterruptedException {
    Path project = Files.createDirectories(work.resolve("project"));
    Files.createDirectories(project.resolve("tables/vendor"));
    Files.writeString(
        project.resolve("lake.yaml"),
        "lake: bench%nzone: Europe/Berlin%nsources:%n  it: { %s }%n".formatted(way.settings()));
    Files.writeString(
        project.resolve("tables/vendor/big.yaml"),
        """
        table: vendor.big
        description: One large file, which is only fetched.
        delivery: %s
        format: csv
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
    return quiet(
        List.of(
            home.resolve("bookreel").toString(),
            "fetch",
            "--project",
            project.toString(),
            "--lake",
            lake.toString()),
        Map.of(
            "PASSWORD",
            Loopback.PASSWORD,
            "ACCESS_KEY",
            Loopback.USER,
            "BOOKREEL_JAVA_OPTS",
            "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=%s"
                .formatted(keys.trusted(), Keys.PASSWORD)),
        home);
  }

  @SuppressWarnings("SystemOut")
  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
