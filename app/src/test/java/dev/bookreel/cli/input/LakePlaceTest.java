package dev.bookreel.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bookreel.cli.input.Workplace.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lakes in places where none can be. */
class LakePlaceTest {
  private static final String NEVER_LOADED =
      "bookreel: movies-added: Table stream.movies is declared but was never loaded. Run 'bookreel"
          + " run', or 'bookreel fetch stream.movies' and 'bookreel load stream.movies'\n";

  @TempDir Path directory;

  @BeforeEach
  void somethingIsDelivered() {
    Workplace place = new Workplace(directory);
    place.write("dump/movies.csv", Workplace.HEADER + Workplace.movies());
    place.write("dump/authors.json", Workplace.authors("Ada"));
  }

  @Test
  void aFile() {
    Workplace place = new Workplace(directory);
    place.write("notes", "mine\n");

    assertThat(place.run("run", "--from", "dump", "--lake", "notes"))
        .isEqualTo(
            new Outcome(
                2,
                "",
                "bookreel: Cannot open the lake: DIR/notes is a file. Name a directory with --lake;"
                    + " it is made if it does not exist\n"));
    assertThat(place.read("notes")).isEqualTo("mine\n");
  }

  @Test
  void beneathAFile() {
    new Workplace(directory).write("notes", "mine\n");

    cannotBeWritten(directory.resolve("notes/lake"), "'DIR/notes' is not a directory");
  }

  @Test
  void aDirectoryThatNobodyCanWrite() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "Left out: there is no /proc here");

    cannotBeWritten(Path.of("/proc/lake"), "it does not exist");
  }

  @Test
  void aReadOnlyFileSystem() throws Exception {
    Path readOnly = Files.createDirectory(directory.resolve("read-only"));
    Optional<Mount> mount = Mount.at(readOnly, "ro,size=64k");
    assumeTrue(mount.isPresent(), "Left out: this user may not mount a file system");

    try {
      cannotBeWritten(readOnly.resolve("lake"), "Read-only file system");
    } finally {
      mount.get().unmount();
    }
  }

  @Test
  void onAnotherMachine() {
    assertThat(new Workplace(directory).run("run", "--lake", "ftp://host/lake"))
        .isEqualTo(
            new Outcome(
                2,
                "",
                "bookreel: ftp://host/lake: without --engine spark lakes can be opened in a local directory or on S3 only."
                    + " Give a directory, or s3://bucket/prefix\n"));
  }

  private void cannotBeWritten(Path lake, String reason) {
    Outcome outcome = new Workplace(directory, lake).night(1);

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.out().strip()).isEqualTo("There is nothing new to load.");
    assertThat(outcome.err())
        .isEqualTo(
            notKept("stream.movies", reason) + notKept("vendor.authors", reason) + NEVER_LOADED);
  }

  private static String notKept(String table, String reason) {
    return "bookreel: %s: cannot keep its delivery in LAKE/raw/%s: %s. The delivery was not stored. Make sure that the folder can be written and the disk has space, then fetch again%n"
        .formatted(table, table.replace('.', '/'), reason);
  }
}
