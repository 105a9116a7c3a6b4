package dev.bookreel.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A PostgreSQL server of its own, with the programs that lie where Debian puts them. */
final class Postgres implements AutoCloseable {
  static final String USER = "bench";

  /** PostgreSQL refuses to run as root. */
  private static final String ORDINARY = "nobody";

  private final Path place;
  private final Process server;
  private final int port;

  private Postgres(Path place, Process server, int port) {
    this.place = place;
    this.server = server;
    this.port = port;
  }

  /** In a folder of its own: others' must not be an ordinary user's to look into. */
  static Postgres start() throws IOException, InterruptedException {
    Path programs = programs();
    Path place = Files.createTempDirectory("bookreel-bench-postgres-");
    List<String> asOrdinary = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      Files.setOwner(
          place,
          place.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(ORDINARY));
      asOrdinary.addAll(List.of("setpriv", "--reuid", ORDINARY, "--regid", "nogroup"));
      asOrdinary.add("--clear-groups");
    }
    Path data = place.resolve("data");
    List<String> making = new ArrayList<>(asOrdinary);
    making.addAll(
        List.of(
            programs.resolve("initdb").toString(),
            "--pgdata=" + data,
            "--username=" + USER,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C"));
    TimedCommand.run(making, Map.of(), place, place);
    int port = freePort();
    List<String> serving = new ArrayList<>(asOrdinary);
    serving.addAll(
        List.of(
            programs.resolve("postgres").toString(),
            "-D",
            data.toString(),
            "-p",
            String.valueOf(port),
            "-k",
            place.toString()));
    Process server =
        new ProcessBuilder(serving)
            .directory(place.toFile())
            .redirectErrorStream(true)
            .redirectOutput(place.resolve("log").toFile())
            .start();
    Postgres started = new Postgres(place, server, port);
    started.awaitReady(programs);
    return started;
  }

  private static Path programs() throws IOException {
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(programs -> Files.isExecutable(programs.resolve("initdb")))
          .max(Comparator.naturalOrder())
          .orElseThrow(() -> new IllegalStateException("PostgreSQL is not installed"));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady(Path programs) throws IOException, InterruptedException {
    for (int attempt = 0; attempt < 100 && server.isAlive(); attempt++) {
      Process asked =
          new ProcessBuilder(
                  programs.resolve("pg_isready").toString(),
                  "-h",
                  "127.0.0.1",
                  "-p",
                  String.valueOf(port))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (asked.waitFor() == 0) {
        return;
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException("PostgreSQL in " + place + " does not start");
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port);
  }

  /** A command of psql. */
  List<String> psql(String command) {
    return List.of(
        "psql",
        "--no-psqlrc",
        "--quiet",
        "--host=127.0.0.1",
        "--port=" + port,
        "--username=" + USER,
        "--command=" + command,
        "postgres");
  }

  @Override
  public void close() throws IOException {
    server.destroy();
    server.onExit().join();
    WholeCommand.delete(place);
  }
}
