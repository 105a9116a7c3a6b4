package dev.bookreel.source.jdbc;

import dev.bookreel.source.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** MariaDB from Debian's packages. */
final class MariaDbServer extends DatabaseServer {
  static final Once RUNNING =
      new Once(
          MariaDbServer::start,
          "Left out: there is no /usr/sbin/mariadbd. Install Debian's package mariadb-server-core");

  private static final Path PROGRAM = Path.of("/usr/sbin/mariadbd");
  private static final Path SCRIPTS = Path.of("/usr/share/mysql");

  private MariaDbServer(int port, Path certificate) {
    super("mariadb", port, certificate);
  }

  private static @Nullable DatabaseServer start()
      throws IOException, InterruptedException, GeneralSecurityException {
    if (!isThere(PROGRAM)) {
      return null;
    }
    Path folder = ServerProcess.folder("mariadb");
    Path data = Files.createDirectory(folder.resolve("data"));
    ServerProcess.give(data);
    ServerProcess.give(Files.createDirectory(data.resolve("mysql")));
    Path systemTables = folder.resolve("system-tables.sql");
    Files.writeString(
        systemTables,
        "use mysql;\nset @skip_auth_anonymous = 1, @auth_root_socket = NULL;\n"
            + Files.readString(SCRIPTS.resolve("mysql_system_tables.sql"))
            + Files.readString(SCRIPTS.resolve("mysql_system_tables_data.sql")));
    List<String> always =
        List.of(
            PROGRAM.toString(),
            "--no-defaults",
            "--datadir=" + data,
            "--innodb-buffer-pool-size=16M",
            "--innodb-log-file-size=8M",
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-doublewrite=0",
            "--skip-log-bin");
    ServerProcess.run(folder, plus(always, List.of("--bootstrap")), systemTables);
    Path users = folder.resolve("users.sql");
    Files.writeString(
        users,
        """
        CREATE USER owner@'127.0.0.1' IDENTIFIED BY '%s';
        GRANT ALL ON *.* TO owner@'127.0.0.1' WITH GRANT OPTION;
        CREATE USER reader@'127.0.0.1' IDENTIFIED BY '%s';
        CREATE USER stranger@'127.0.0.1' IDENTIFIED BY 'nothing granted';
        """
            .formatted(OWNERS_PASSWORD.replace("'", "''"), READERS_PASSWORD));
    ServerProcess.give(users);
    Certificates certificates = Certificates.in(folder);
    int port = FreePort.next();
    ServerProcess.serve(
        folder,
        plus(
            always,
            List.of(
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=" + folder.resolve("socket"),
                "--pid-file=" + folder.resolve("pid"),
                "--init-file=" + users,
                "--ssl-cert=" + certificates.certificate(),
                "--ssl-key=" + certificates.key(),
                "--skip-name-resolve",
                "--default-time-zone=+05:45")),
        "ready for connections");
    return new MariaDbServer(port, certificates.certificate());
  }

  private static List<String> plus(List<String> one, List<String> other) {
    return java.util.stream.Stream.concat(one.stream(), other.stream()).toList();
  }

  @Override
  String home() {
    return "mysql";
  }

  @Override
  String creating() {
    return " CHARACTER SET utf8mb4";
  }

  @Override
  String[] letRead(String database) {
    return new String[] {"GRANT SELECT ON " + database + ".* TO reader@'127.0.0.1'"};
  }
}
