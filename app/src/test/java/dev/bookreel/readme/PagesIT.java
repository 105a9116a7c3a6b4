package dev.bookreel.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.file.Folders;
import dev.bookreel.readme.Page.RunCommand;
import dev.bookreel.readme.Page.Step;
import dev.bookreel.readme.Page.WriteFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Does what each page says, with the real launcher, on a copy of what a user has after the build,
 * and compares what is printed. Every page begins with a fresh copy; only what makes starts fast is
 * prepared once for all.
 */
@DisabledOnOs(OS.WINDOWS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesIT {
  private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

  /** Where the pages pretend to be. */
  private static final String HOME = "/home/ada/bookreel";

  private final Path home;

  PagesIT(@TempDir Path directory) throws IOException {
    this.home = Files.createDirectory(directory.toRealPath().resolve("bookreel"));
  }

  static Stream<String> pages() throws IOException {
    try (Stream<Path> docs = Files.list(CHECKOUT.resolve("docs"))) {
      List<String> names =
          docs.map(page -> CHECKOUT.relativize(page).toString())
              .filter(name -> name.endsWith(".md"))
              .sorted()
              .toList();
      return Stream.concat(Stream.of("README.md"), names.stream());
    }
  }

  /** The launcher builds nothing: it finds a distribution, and no sources that could be newer. */
  @BeforeAll
  void layOutTheProgram() throws Exception {
    copy("app/target/bookreel/built");
    Files.createSymbolicLink(libraries(), CHECKOUT.resolve("app/target/bookreel/lib"));
    layOutACopy();
    // The first start of all says that it prepares faster ones.
    assertThat(run("./bookreel --version")).isNotEmpty();
  }

  @BeforeEach
  void layOutACopy() throws IOException {
    try (Stream<Path> before = Files.list(home)) {
      for (Path path : before.filter(path -> !path.endsWith("app")).toList()) {
        Folders.delete(path);
        Files.deleteIfExists(path);
      }
    }
    copy("bookreel");
    copy("lake");
    copy("samples");
  }

  /** JUnit would warn of a link that leads out of the directory. */
  @AfterAll
  void removeTheLink() throws IOException {
    Files.deleteIfExists(libraries());
  }

  private Path libraries() {
    return home.resolve("app/target/bookreel/lib");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandPrintsWhatThePageShows(String page) throws Exception {
    List<String> differences = new ArrayList<>();
    List<Step> steps = Page.parse(Files.readString(CHECKOUT.resolve(page))).steps();

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
              "%s:%d: $ %s%nshows%n%s%nbut prints%n%s"
                  .formatted(page, command.line(), command.command(), shown, printed));
        }
      }
    }

    assertThat(steps).isNotEmpty();
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
