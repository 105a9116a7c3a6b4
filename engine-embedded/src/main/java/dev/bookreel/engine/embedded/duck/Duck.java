package dev.bookreel.engine.embedded.duck;

import dev.bookreel.error.LakeException;
import dev.bookreel.file.Folders;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.LocalCopies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;

/**
 * One DuckDB database in memory. It reaches no network and no file outside the lake, and spills to
 * a folder of its own in the system's temporary directory, which goes when the database is closed.
 */
public final class Duck implements AutoCloseable {
  /**
   * Half the memory is left to the file cache, the Java heap and everything else on the machine.
   */
  private static final String MEMORY_LIMIT = "50%";

  private final DuckDBConnection root;
  private final ZoneId zone;
  private final Path spill;
  private final AtomicInteger workspaces = new AtomicInteger();

  /**
   * @param lake the only directory that SQL may read and write
   * @param zone of the sessions: in which SQL understands days and hours
   */
  public Duck(Path lake, ZoneId zone) {
    this(lake, List.of(), zone);
  }

  /**
   * @param files single files elsewhere that SQL may read too
   */
  public Duck(Path lake, Collection<Path> files, ZoneId zone) {
    this.zone = zone;
    try {
      this.spill = Files.createTempDirectory("bookreel-spill-");
      Properties properties = new Properties();
      properties.setProperty("jdbc_stream_results", "true");
      this.root =
          DriverManager.getConnection("jdbc:duckdb:", properties).unwrap(DuckDBConnection.class);
      configure(root, settings(lake, files));
    } catch (IOException e) {
      throw new LakeException(
          "Cannot make a folder for temporary files in %s: %s. Make room there, or name another with BOOKREEL_JAVA_OPTS=-Djava.io.tmpdir=..."
              .formatted(System.getProperty("java.io.tmpdir"), IoReason.of(e)),
          e);
    } catch (SQLException e) {
      throw new LakeException("Cannot start DuckDB: " + e.getMessage(), e);
    }
  }

  private List<String> settings(Path lake, Collection<Path> files) {
    return List.of(
        "SET memory_limit = '" + MEMORY_LIMIT + "'",
        "SET temp_directory = " + Sql.path(spill),
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET allow_community_extensions = false",
        "SET allow_persistent_secrets = false",
        "SET custom_extension_repository = ''",
        "SET allowed_directories = " + allowed(List.of(LocalCopies.folder(lake)), "/"),
        "SET allowed_paths = " + allowed(files, ""),
        "SET enable_external_access = false",
        "SET errors_as_json = false");
  }

  /**
   * Both as they are and as patterns in lists of files, which DuckDB compares as they are written.
   */
  private static String allowed(Collection<Path> paths, String ending) {
    return paths.stream()
        .map(Path::toString)
        .flatMap(path -> Stream.of(path, Sql.pattern(path)).distinct())
        .map(path -> Sql.text(path + ending))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** A new workspace, to be closed by its user. */
  public Workspace workspace() {
    String name = "workspace_" + workspaces.incrementAndGet();
    try {
      Connection connection = root.duplicate();
      configure(
          connection,
          List.of(
              "ATTACH ':memory:' AS " + name,
              "USE " + name,
              "SET TimeZone = " + Sql.text(zone.getId())));
      return new Workspace(connection, name);
    } catch (SQLException e) {
      throw new LakeException("Cannot open a DuckDB connection: " + e.getMessage(), e);
    }
  }

  private static void configure(Connection connection, List<String> statements)
      throws SQLException {
    for (String sql : statements) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void close() {
    try {
      root.close();
      Folders.delete(spill);
    } catch (SQLException e) {
      throw new LakeException("Cannot close DuckDB: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
