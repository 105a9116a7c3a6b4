package dev.bookreel.source.jdbc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A database server that tests start, once a JVM. */
public abstract class DatabaseServer {
  static final String OWNER = "owner";
  static final String OWNERS_PASSWORD = "owner's own";
  public static final String READER = "reader";
  public static final String READERS_PASSWORD = "s3cret of the reader";

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final String product;
  private final int port;
  private final Path certificate;

  DatabaseServer(String product, int port, Path certificate) {
    this.product = product;
    this.port = port;
    this.certificate = certificate;
  }

  /** How a server is started, or null if its programs are not there. */
  interface Starter {
    @Nullable DatabaseServer start() throws Exception;
  }

  /** The server, started when it is needed first. */
  public static final class Once {
    private final Starter starter;
    private final String leftOut;
    private boolean tried;
    private @Nullable DatabaseServer server;

    Once(Starter starter, String leftOut) {
      this.starter = starter;
      this.leftOut = leftOut;
    }

    public synchronized DatabaseServer get() {
      if (!tried) {
        tried = true;
        try {
          server = starter.start();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
      assumeTrue(server != null, leftOut);
      return java.util.Objects.requireNonNull(server);
    }
  }

  /** A new database that is empty, in which the reader may select. */
  public final String database() throws SQLException {
    String name = "app" + DATABASES.incrementAndGet();
    try (Connection connection = connect(home());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + creating());
    }
    execute(name, letRead(name));
    return name;
  }

  abstract String home();

  abstract String creating();

  abstract String[] letRead(String database);

  public final void execute(String database, String... statements) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** As the owner of everything. */
  final Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), OWNER, OWNERS_PASSWORD);
  }

  public final String url(String database) {
    return url(database, port);
  }

  final String url(String database, int atPort) {
    return "jdbc:%s://127.0.0.1:%d/%s".formatted(product, atPort, database);
  }

  final int port() {
    return port;
  }

  /** With which it shows that it is the one. */
  final Path certificate() {
    return certificate;
  }

  static boolean isThere(Path program) {
    return Files.isExecutable(program);
  }
}
