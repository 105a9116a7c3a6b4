package dev.bookreel.source.jdbc;

import dev.bookreel.error.LakeException;
import dev.bookreel.file.IoReason;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the driver for a database: one of those that are always there, or one from a jar.
 *
 * @param url as this driver wants it
 * @param jars the loader of a driver that came from one, to be closed after its last use
 */
record Drivers(Driver driver, JdbcUrl url, Optional<URLClassLoader> jars) implements AutoCloseable {

  /**
   * @param folders with jars; each may be missing
   * @throws LakeException if there is no driver for the URL
   */
  static Drivers in(List<Path> folders, JdbcUrl url) {
    return switch (url.product()) {
      case "postgresql" -> new Drivers(new org.postgresql.Driver(), url, Optional.empty());
      case "mariadb", "mysql" ->
          new Drivers(new org.mariadb.jdbc.Driver(), url.withProduct("mariadb"), Optional.empty());
      default -> added(folders, url);
    };
  }

  private static Drivers added(List<Path> folders, JdbcUrl url) {
    List<URL> jars = new ArrayList<>();
    for (Path folder : folders) {
      jars.addAll(jarsIn(folder));
    }
    URLClassLoader loader =
        new URLClassLoader(jars.toArray(URL[]::new), Drivers.class.getClassLoader());
    try {
      for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
        if (driver.getClass().getClassLoader() == loader && driver.acceptsURL(url.text())) {
          return new Drivers(driver, url, Optional.of(loader));
        }
      }
    } catch (ServiceConfigurationError | LinkageError | SQLException e) {
      close(loader);
      throw new LakeException(
          "A driver in %s does not work: %s. Take one that runs on Java %d, and remove the others"
              .formatted(shown(folders), e.getMessage(), Runtime.version().feature()),
          e);
    }
    close(loader);
    throw new LakeException(
        "There is no driver for %s. Put the database's JDBC driver, a jar, into %s"
            .formatted(url.shown(), shown(folders)));
  }

  private static String shown(List<Path> folders) {
    return folders.isEmpty()
        ? "a folder, and name that in the environment variable " + JdbcSourceKind.DRIVERS_VARIABLE
        : folders.stream().map(Path::toString).collect(Collectors.joining(" or "));
  }

  private static List<URL> jarsIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<URL> jars = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
        jars.add(url(jar));
      }
      return jars;
    } catch (IOException e) {
      throw new LakeException(
          "Cannot look for drivers in %s: %s. Make the folder readable"
              .formatted(folder, IoReason.of(e)),
          e);
    }
  }

  private static URL url(Path jar) throws MalformedURLException {
    return jar.toUri().toURL();
  }

  @Override
  public void close() {
    jars.ifPresent(Drivers::close);
  }

  private static void close(URLClassLoader loader) {
    try {
      loader.close();
    } catch (IOException nothingWasWritten) {
      // Its files were only read.
    }
  }
}
