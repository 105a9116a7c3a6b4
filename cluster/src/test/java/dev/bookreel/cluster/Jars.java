package dev.bookreel.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;

/** The assembled jar, and a Spark installation of the jars on the tests' own class path. */
final class Jars {
  static final Path ASSEMBLED = Path.of("target/bookreel-spark.jar").toAbsolutePath();

  /** Spark has one of its own. */
  private static final String OTHER_LOGGING = "slf4j-simple";

  private Jars() {}

  /**
   * Lays out Spark's jars as its scripts expect them, none of which has a class of the assembled
   * jar: what that one lacks, or has twice, is seen.
   *
   * @return Spark's home
   */
  static Path install(Path home) throws IOException {
    Path jars = Files.createDirectories(home.resolve("jars"));
    Set<String> assembled = Set.copyOf(classes(ASSEMBLED));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry);
      if (entry.endsWith(".jar")
          && !entry.contains(OTHER_LOGGING)
          && classes(jar).stream().noneMatch(assembled::contains)) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
    return home;
  }

  private static List<String> classes(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
          .filter(name -> !name.startsWith("META-INF/"))
          .collect(Collectors.toList());
    }
  }
}
