package dev.bookreel.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Our way to create files, changed to that of stores which lose commits: they look whether the name
 * is taken, and rename afterwards. The disk is a slow one, so that it shows soon.
 */
final class CheckThenRename {
  private static final Path SOURCE =
      Path.of("../core/src/main/java/dev/bookreel/file/DurableFiles.java");
  private static final String LINK = "link(temporary, target);";
  private static final String CHECK =
      "Path temporary = temporaryBeside(target);\n"
          + "if (Files.exists(target)) throw new FileAlreadyExistsException(target.toString());";
  private static final String BEGIN = "Path temporary = temporaryBeside(target);";
  private static final String RENAME =
      "java.util.concurrent.locks.LockSupport.parkNanos(20_000_000L);\n"
          + "Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);";

  private CheckThenRename() {}

  /**
   * @param directory gets the classes, which go first in a class path
   */
  static Path compiledTo(Path directory) throws Exception {
    String source = Files.readString(SOURCE);
    assertThat(source).containsOnlyOnce(LINK).containsOnlyOnce(BEGIN);
    Path changed = Files.createDirectories(directory).resolve("DurableFiles.java");
    Files.writeString(changed, source.replace(LINK, RENAME).replace(BEGIN, CHECK));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> arguments =
        List.of(
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            directory.toString(),
            changed.toString());
    assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
    return directory;
  }
}
