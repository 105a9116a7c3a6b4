package dev.bookreel.source.jdbc;

import dev.bookreel.source.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** PostgreSQL from Debian's packages. */
public final class PostgresServer extends DatabaseServer {
  public static final Once RUNNING =
      new Once(
          PostgresServer::start,
          "Left out: there is no PostgreSQL in /usr/lib/postgresql. Install Debian's package postgresql");

  private PostgresServer(int port, Path certificate) {
    super("postgresql", port, certificate);
  }

  private static @Nullable DatabaseServer start()
      throws IOException, InterruptedException, GeneralSecurityException {
    Optional<Path> programs = programs();
    if (programs.isEmpty()) {
      return null;
    }
    Path folder = ServerProcess.folder("postgres");
    Path password = Files.writeString(folder.resolve("password"), OWNERS_PASSWORD);
    ServerProcess.give(password);
    Certificates certificates = Certificates.in(folder);
    Path data = folder.resolve("data");
    ServerProcess.run(
        folder,
        List.of(
            programs.get().resolve("initdb").toString(),
            "--pgdata=" + data,
            "--username=" + OWNER,
            "--pwfile=" + password,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync"),
        null);
    int port = FreePort.next();
    ServerProcess.serve(
        folder,
        List.of(
            programs.get().resolve("postgres").toString(),
            "-D",
            data.toString(),
            "-c",
            "port=" + port,
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "ssl=on",
            "-c",
            "ssl_cert_file=" + certificates.certificate(),
            "-c",
            "ssl_key_file=" + certificates.key(),
            "-c",
            "fsync=off",
            "-c",
            "full_page_writes=off",
            "-c",
            "shared_buffers=16MB",
            "-c",
            "max_connections=30",
            "-c",
            "autovacuum=off",
            "-c",
            "timezone=Asia/Kathmandu"),
        "ready to accept connections");
    PostgresServer server = new PostgresServer(port, certificates.certificate());
    try {
      server.execute(
          server.home(),
          "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(READER, READERS_PASSWORD),
          "CREATE ROLE stranger LOGIN PASSWORD 'nothing granted'");
    } catch (java.sql.SQLException e) {
      throw new IOException(e);
    }
    return server;
  }

  private static Optional<Path> programs() throws IOException {
    Path versions = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(versions)) {
      return Optional.empty();
    }
    try (Stream<Path> found = Files.list(versions)) {
      return found
          .map(version -> version.resolve("bin"))
          .filter(programs -> isThere(programs.resolve("initdb")))
          .filter(programs -> isThere(programs.resolve("postgres")))
          .max(Comparator.naturalOrder());
    }
  }

  @Override
  String home() {
    return "postgres";
  }

  @Override
  String creating() {
    return "";
  }

  @Override
  String[] letRead(String database) {
    return new String[] {
      "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO " + READER,
      "ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO " + READER
    };
  }
}
