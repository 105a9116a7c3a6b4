package dev.bookreel.engine.embedded.duck;

import dev.bookreel.engine.EngineListener;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.LocalCopies;
import dev.bookreel.file.SpillFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
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
import org.duckdb.DuckDBDriver;

/**
 * One DuckDB database in memory. It reaches no network and no file outside the lake. What it has no
 * memory for goes to a folder of its own, which goes when the database is closed.
 */
public final class Duck implements AutoCloseable {
  /**
   * Half the memory is left to the file cache, the Java heap and everything else on the machine.
   */
  private static final String HALF_OF_THE_MACHINE = "50%";

  /**
   * What takes more of the memory is kept in a file, which costs little time and leaves the memory
   * to others.
   */
  private static final int MOST_PERCENT = 33;

  private final DuckDBConnection root;
  private final ZoneId zone;
  private final SpillFolder spill;
  private final int mostPercent;
  private final Shortage shortage;
  private final Watch watch;
  private final AtomicInteger workspaces = new AtomicInteger();

  /**
   * @param lake the only directory that SQL may read and write
   * @param zone of the sessions: in which SQL understands days and hours
   */
  public Duck(Path lake, ZoneId zone) {
    this(lake, List.of(), zone, Limits.NONE, EngineListener.SILENT);
  }

  /**
   * @param files single files elsewhere that SQL may read too
   * @param listener hears of statements and phases
   */
  public Duck(
      Path lake, Collection<Path> files, ZoneId zone, Limits limits, EngineListener listener) {
    this(lake, files, zone, limits, listener, MOST_PERCENT);
  }

  /**
   * @param mostPercent of the memory that a delivery may take; a larger one is kept in a file
   */
  public Duck(
      Path lake,
      Collection<Path> files,
      ZoneId zone,
      Limits limits,
      EngineListener listener,
      int mostPercent) {
    this.zone = zone;
    this.mostPercent = mostPercent;
    this.watch = new Watch(listener);
    this.spill = spillFolder(lake);
    this.shortage = new Shortage(spill.path(), limits.memory());
    try {
      Properties properties = new Properties();
      properties.setProperty("jdbc_stream_results", "true");
      this.root =
          new DuckDBDriver().connect("jdbc:duckdb:", properties).unwrap(DuckDBConnection.class);
      configure(root, settings(lake, files, limits));
    } catch (SQLException e) {
      deleteSpilled();
      throw new LakeException("Cannot start DuckDB: " + e.getMessage(), e);
    }
  }

  private static SpillFolder spillFolder(Path lake) {
    try {
      return SpillFolder.of(lake);
    } catch (IOException e) {
      throw new LakeException(
          "Cannot make a folder for temporary files in %s: %s. Make room there, or name another with BOOKREEL_JAVA_OPTS=-Djava.io.tmpdir=..."
              .formatted(System.getProperty("java.io.tmpdir"), IoReason.of(e)),
          e);
    }
  }

  private void deleteSpilled() {
    try {
      spill.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> settings(Path lake, Collection<Path> files, Limits limits) {
    String limit = limits.memory().map(size -> size.bytes() + "B").orElse(HALF_OF_THE_MACHINE);
    return List.of(
        "SET memory_limit = " + Sql.text(limit),
        "SET threads = " + limits.threads().orElseGet(Runtime.getRuntime()::availableProcessors),
        "SET temp_directory = " + Sql.path(spill.path()),
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET allow_community_extensions = false",
        "SET allow_persistent_secrets = false",
        "SET allowed_directories = "
            + allowed(List.of(LocalCopies.folder(lake), spill.path()), "/"),
        "SET allowed_paths = " + allowed(files, ""),
        "SET enable_external_access = false",
        "SET errors_as_json = false");
  }

  /**
   * Paths both as they are and as patterns in lists of files, which DuckDB compares as they are
   * written.
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
      configure(connection, watch.settings());
      return new Workspace(connection, name, spill.path(), mostPercent, shortage, watch);
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
    watch.close();
    try {
      root.close();
    } catch (SQLException e) {
      throw new LakeException("Cannot close DuckDB: " + e.getMessage(), e);
    }
    deleteSpilled();
  }
}
