package dev.bookreel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.cli.Application;
import dev.bookreel.cli.command.Locations;
import dev.bookreel.cli.console.TestConsole;
import dev.bookreel.cli.exit.Ending;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The packaged command line in processes of its own, started as the launcher starts it. */
public final class Program {
  private static final Path LIBRARIES = Path.of("target/bookreel/lib").toAbsolutePath();

  private final Path directory;
  private final List<String> options;
  private final Map<String, String> environment;
  private final Optional<Path> input;

  private Program(
      Path directory, List<String> options, Map<String, String> environment, Optional<Path> input) {
    this.directory = directory;
    this.options = List.copyOf(options);
    this.environment = Map.copyOf(environment);
    this.input = input;
  }

  /**
   * @param directory where it runs
   */
  public static Program in(Path directory) {
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
            "-Djava.library.path=" + LIBRARIES.resolve("native")),
        Map.of("LC_ALL", "C.UTF-8"),
        Optional.empty());
  }

  /** How a process ended, and what it printed. */
  public record Ended(int status, String out, String err) {
    public String printed() {
      return out + err;
    }

    /** As shells report a program that SIGKILL ended. */
    public boolean isKilled() {
      return status == 137;
    }
  }

  /** The same with a class-data archive made by this very command: it starts in half the time. */
  public Program trained(Path archive, String... args) throws Exception {
    Ended ended = with("-XX:ArchiveClassesAtExit=" + archive).run(args);
    assertThat(ended.status()).as(ended.printed()).isZero();
    return with("-XX:SharedArchiveFile=" + archive);
  }

  /** The same with more options for Java. */
  public Program with(String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return new Program(directory, all, environment, input);
  }

  /** The same in another directory. */
  public Program at(Path other) {
    return new Program(other, options, environment, input);
  }

  /** The same with more in its environment. */
  public Program withEnvironment(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    return new Program(directory, options, all, input);
  }

  /** The same with a file as its standard input, which otherwise is empty. */
  public Program reading(Path file) {
    return new Program(directory, options, environment, Optional.of(file));
  }

  public Ended run(String... args) throws Exception {
    return start(List.of(), args).await();
  }

  /** The same command line in this process, which runs it sooner. */
  public Ended here(String... args) {
    TestConsole console = TestConsole.file();
    Locations locations = new Locations(directory, Optional.empty(), environment);
    int status =
        Application.assembled(
                locations, console.console(), InputStream.nullInputStream(), new Ending())
            .run(args);
    return new Ended(status, console.out(), console.err());
  }

  /** What starts it. */
  public List<String> command(String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-jar", LIBRARIES.resolve("bookreel-app.jar").toString()));
    command.addAll(List.of(args));
    return command;
  }

  /**
   * @param wrapper a command that runs the rest of its command line
   */
  public Running start(List<String> wrapper, String... args) throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(command(args));
    Path out = Files.createTempFile(directory, "printed-", ".out");
    Path err = Files.createTempFile(directory, "printed-", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    input.ifPresent(file -> builder.redirectInput(file.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("BOOKREEL_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    return new Running(process, out, err);
  }

  /** A process that was started. */
  public record Running(Process process, Path out, Path err) {
    public Ended await() throws Exception {
      Ended ended = new Ended(process.waitFor(), Files.readString(out), Files.readString(err));
      Files.delete(out);
      Files.delete(err);
      return ended;
    }
  }
}
