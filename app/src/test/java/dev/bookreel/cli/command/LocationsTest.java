package dev.bookreel.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.error.LakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LocationsTest {
  private final Path directory;

  LocationsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void theLakeIsTheOptionElseTheEnvironmentElseData() {
    Locations plain = new Locations(directory, Optional.empty(), Map.of());
    Locations set = new Locations(directory, Optional.empty(), Map.of("BOOKREEL_LAKE", "s3://b/l"));

    assertThat(plain.lake(options())).isEqualTo(directory.resolve("data").toString());
    assertThat(set.lake(options())).isEqualTo("s3://b/l");
    assertThat(set.lake(options("--lake", "elsewhere"))).isEqualTo("elsewhere");
  }

  @Test
  void theProjectIsTheOneHereElseTheOneBesideTheLauncher() throws IOException {
    Path home = Files.createDirectory(directory.resolve("home"));
    Path here = Files.createDirectory(directory.resolve("here"));
    Locations locations = new Locations(here, Optional.of(home), Map.of());
    project(home.resolve("lake"));

    assertThat(locations.project(options())).isEqualTo(home.resolve("lake"));
    project(here.resolve("lake"));
    assertThat(locations.project(options())).isEqualTo(here.resolve("lake"));
  }

  @Test
  void aProjectThatDoesNotExistIsRefused() {
    Locations locations = new Locations(directory, Optional.empty(), Map.of());

    assertThatThrownBy(() -> locations.project(options("--project", "mine")))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "--project mine: there is no lake.yaml in it. Name the directory that has lake.yaml.");
    assertThatThrownBy(() -> locations.project(options()))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "There is no project: "
                + directory.resolve("lake/lake.yaml")
                + " does not exist. Name its directory with --project.");
  }

  private static void project(Path project) throws IOException {
    Files.writeString(Files.createDirectory(project).resolve("lake.yaml"), "lake: test\n");
  }

  private static CommonOptions options(String... args) {
    CommonOptions options = new CommonOptions();
    new CommandLine(new BookreelCommand(options)).parseArgs(args);
    return options;
  }
}
