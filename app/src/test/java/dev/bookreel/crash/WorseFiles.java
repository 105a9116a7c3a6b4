package dev.bookreel.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Our way to create files, changed to worse ones: classes that go first in a class path. */
final class WorseFiles {
  private static final Path SOURCE =
      Path.of("../core/src/main/java/dev/bookreel/file/DurableFiles.java");
  private static final String BEGIN = "Path temporary = temporaryBeside(target);";
  private static final String LINK = "link(temporary, target);";

  private WorseFiles() {}

  /**
   * As stores do which lose commits: they look whether the name is taken, and rename afterwards. So
   * that it shows at once, a process waits with its first commit until another one has found the
   * same name free.
   */
  static Path checkedThenRenamed(Path directory) throws Exception {
    String check =
        BEGIN
            + "if (Files.exists(target)) throw new FileAlreadyExistsException(target.toString());";
    String rename =
        """
        if (target.getParent().endsWith("_delta_log") && System.getProperty("met") == null) {
          System.setProperty("met", "");
          String mark = "." + target.getFileName() + ".free-";
          Files.createFile(target.resolveSibling(mark + ProcessHandle.current().pid()));
          long end = System.nanoTime() + 30_000_000_000L;
          for (long others = 1; others < 2 && System.nanoTime() < end; ) {
            try (java.util.stream.Stream<Path> files = Files.list(target.getParent())) {
              others = files.filter(it -> it.getFileName().toString().startsWith(mark)).count();
            }
          }
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        """;
    return compiledTo(directory, source().replace(LINK, rename).replace(BEGIN, check));
  }

  /** As a disk does that fails right after a commit: it is there, and nobody is told so. */
  static Path withLostAnswers(Path directory) throws Exception {
    String lose =
        LINK
            + """
            if (target.toString().matches(".*/silver/.*/_delta_log/.*")) {
              throw new IOException("the answer is lost");
            }
            """;
    return compiledTo(directory, source().replace(LINK, lose));
  }

  private static String source() throws Exception {
    String source = Files.readString(SOURCE);
    assertThat(source).containsOnlyOnce(LINK).containsOnlyOnce(BEGIN);
    return source;
  }

  private static Path compiledTo(Path directory, String source) throws Exception {
    Path changed = Files.createDirectories(directory).resolve("DurableFiles.java");
    Files.writeString(changed, source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> arguments =
        new ArrayList<>(List.of("-proc:none", "-cp", System.getProperty("java.class.path")));
    arguments.addAll(List.of("-d", directory.toString(), changed.toString()));
    assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
    return directory;
  }
}
