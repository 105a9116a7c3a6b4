package dev.bookreel.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.readme.Readme.RunCommand;
import dev.bookreel.readme.Readme.Step;
import dev.bookreel.readme.Readme.WriteFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what the README says, with the real launcher, on a copy of what a user has after the build,
 * and compares what is printed.
 */
@DisabledOnOs(OS.WINDOWS)
class ReadmeIT {
  private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

  /** Where the README pretends to be. */
  private static final String HOME = "/home/ada/bookreel";

  private final Path home;

  ReadmeIT(@TempDir Path directory) throws IOException {
    this.home = Files.createDirectory(directory.toRealPath().resolve("bookreel"));
  }

  /** The launcher builds nothing: it finds a distribution, and no sources that could be newer. */
  @BeforeEach
  void layOutACopy() throws Exception {
    copy("bookreel");
    copy("lake");
    copy("samples");
    copy("app/target/bookreel/built");
    Files.createSymbolicLink(libraries(), CHECKOUT.resolve("app/target/bookreel/lib"));
    // The first start of all says that it prepares faster ones.
    assertThat(run("./bookreel --version")).isNotEmpty();
  }

  /** JUnit would warn of a link that leads out of the directory. */
  @AfterEach
  void removeTheLink() throws IOException {
    Files.deleteIfExists(libraries());
  }

  private Path libraries() {
    return home.resolve("app/target/bookreel/lib");
  }

  @Test
  void everyCommandPrintsWhatTheReadmeShows() throws Exception {
    List<String> differences = new ArrayList<>();
    List<Step> steps = Readme.parse(Files.readString(CHECKOUT.resolve("README.md"))).steps();

    for (Step step : steps) {
      if (step instanceof WriteFile file) {
        Path path = home.resolve(file.path());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.content());
      } else if (step instanceof RunCommand command) {
        Printed shown = Printed.of(command.printed());
        Printed printed = Printed.of(run(command.command()));
        if (!shown.pattern().matcher(printed.toString()).matches()) {
          differences.add(
              "README.md:%d: $ %s%nshows%n%s%nbut prints%n%s"
                  .formatted(command.line(), command.command(), shown, printed));
        }
      }
    }

    assertThat(steps).hasSizeGreaterThan(20);
    assertThat(differences).isEmpty();
  }

  private List<String> run(String command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", command)
            .directory(home.toFile())
            .redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().keySet().removeIf(name -> name.startsWith("BOOKREEL_"));
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return out.replace(home.toString(), HOME).lines().toList();
  }

  private void copy(String name) throws IOException {
    try (Stream<Path> files = Files.walk(CHECKOUT.resolve(name))) {
      for (Path file : files.toList()) {
        Path target = home.resolve(CHECKOUT.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
