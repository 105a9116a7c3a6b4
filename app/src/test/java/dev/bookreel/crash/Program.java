package dev.bookreel.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The packaged command line in processes of its own, started as the launcher starts it. */
final class Program {
  private static final Path LIBRARIES = Path.of("target/bookreel/lib").toAbsolutePath();

  private final Path directory;
  private final List<String> options;

  private Program(Path directory, List<String> options) {
    this.directory = directory;
    this.options = options;
  }

  /**
   * @param directory where it runs
   */
  static Program in(Path directory) {
    assertThat(LIBRARIES.resolve("bookreel-app.jar")).as("What 'mvn package' makes").exists();
    return new Program(
        directory,
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx1g",
            "-Xshare:auto",
            "-Xlog:disable",
            "-Djava.library.path=" + LIBRARIES.resolve("native")));
  }

  /** How a process ended, and what it printed. */
  record Ended(int status, String printed) {
    /** As shells report a program that SIGKILL ended. */
    boolean isKilled() {
      return status == 137;
    }
  }

  /** The same with a class-data archive made by this very command: it starts in half the time. */
  Program trained(Path archive, String... args) throws Exception {
    assertThat(with("-XX:ArchiveClassesAtExit=" + archive).run(args).status()).isZero();
    return with("-XX:SharedArchiveFile=" + archive);
  }

  /** The same with one more option for Java. */
  Program with(String option) {
    List<String> more = new ArrayList<>(options);
    more.add(option);
    return new Program(directory, List.copyOf(more));
  }

  Ended run(String... args) throws Exception {
    return start(List.of(), args).await();
  }

  /**
   * @param wrapper a command that runs the rest of its command line
   */
  Running start(List<String> wrapper, String... args) throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-jar", LIBRARIES.resolve("bookreel-app.jar").toString()));
    command.addAll(List.of(args));
    Path printed = Files.createTempFile(directory, "printed-", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("BOOKREEL_"));
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    process.getOutputStream().close();
    return new Running(process, printed);
  }

  /** A process that was started. */
  record Running(Process process, Path output) {
    Ended await() throws Exception {
      int status = process.waitFor();
      String printed = Files.readString(output);
      Files.delete(output);
      return new Ended(status, printed);
    }
  }
}
