package dev.bookreel.engine.embedded.duck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.ByteSize;
import dev.bookreel.engine.EngineListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What SQL may reach, and how much it may take. */
class DuckTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  @TempDir Path directory;
  private Path lake;
  private Path named;

  @BeforeEach
  void filesWithinAndOutside() throws IOException {
    lake = Files.createDirectory(directory.resolve("lake"));
    Files.writeString(lake.resolve("inside.csv"), "n\n1\n");
    Files.writeString(directory.resolve("outside.csv"), "n\n2\n");
    Files.createDirectory(directory.resolve("lake-not"));
    Files.writeString(directory.resolve("lake-not/outside.csv"), "n\n3\n");
    named = Files.writeString(directory.resolve("named.csv"), "n\n4\n");
  }

  private Duck duck() {
    return new Duck(lake, List.of(named), ZONE, Limits.NONE, EngineListener.SILENT);
  }

  @Test
  void theLakeAndTheNamedFilesAreRead() throws SQLException {
    try (Duck duck = duck();
        Workspace workspace = duck.workspace()) {
      assertThat(workspace.number("SELECT n FROM read_csv('" + lake + "/inside.csv')"))
          .isEqualTo(1);
      assertThat(workspace.number("SELECT n FROM read_csv('" + named + "')")).isEqualTo(4);
    }
  }

  @Test
  void aNameIsNoPattern() throws SQLException, IOException {
    Path meant = Files.writeString(lake.resolve("a [1]*.csv"), "n\n5\n");
    Files.writeString(lake.resolve("a 1.csv"), "n\n6\n");
    try (Duck duck = duck();
        Workspace workspace = duck.workspace()) {
      assertThat(workspace.number("SELECT sum(n) FROM read_csv(" + Sql.files(List.of(meant)) + ")"))
          .isEqualTo(5);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM read_csv('%s/outside.csv')",
        "SELECT * FROM read_csv('%s/lake/../outside.csv')",
        "SELECT * FROM read_csv('%s/lake-not/outside.csv')",
        "SELECT * FROM '%s/outside.csv'",
        "SELECT * FROM glob('%s/*')",
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY (SELECT 1) TO '%s/written.csv'",
        "EXPORT DATABASE '%s/written'",
        "ATTACH '%s/written.db'",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET temp_directory = '%s'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')"
      })
  void nothingElseIsReachedOrChanged(String sql) throws SQLException, IOException {
    try (Duck duck = duck();
        Workspace workspace = duck.workspace()) {
      assertThatThrownBy(() -> workspace.execute(sql.formatted(directory)))
          .isInstanceOf(SQLException.class);
    }
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("lake", "lake-not", "named.csv", "outside.csv");
    }
  }

  /** Each by itself, for what one of them implies of the others may change with DuckDB. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "allow_community_extensions",
        "allow_persistent_secrets",
        "autoinstall_known_extensions",
        "autoload_known_extensions",
        "enable_external_access"
      })
  void whatReachesOutIsOff(String setting) throws SQLException {
    try (Duck duck = duck();
        Workspace workspace = duck.workspace()) {
      boolean value =
          workspace.one("SELECT current_setting('" + setting + "')", row -> row.getBoolean(1));
      assertThat(value).isFalse();
    }
  }

  @Test
  void whatIsLargeIsOnTheDiskAsLongAsItIsNeeded() throws SQLException, IOException {
    try (Duck duck = duck()) {
      Path spill;
      try (Workspace workspace = duck.workspace()) {
        String folder =
            workspace.one("SELECT current_setting('temp_directory')", row -> row.getString(1));
        spill = Path.of(folder);
        workspace.create("small", "SELECT 1 AS n", 100);
        assertThat(rows(spill)).isEmpty();
        long made = workspace.create("large", "SELECT n FROM range(300_000) r(n)", Long.MAX_VALUE);
        assertThat(made).isEqualTo(300_000);
        assertThat(rows(spill)).isNotEmpty();
        workspace.create("other", "SELECT 2 AS n", Long.MAX_VALUE);
        assertThat(workspace.number("SELECT count(*) FROM large WHERE rowid = n"))
            .isEqualTo(300_000);
        assertThat(workspace.number("SELECT rowid FROM small WHERE n = 1")).isZero();
        assertThat(workspace.number("SELECT count(*) FROM large JOIN small USING (n)"))
            .isEqualTo(1);
      }
      assertThat(rows(spill)).isEmpty();
    }
  }

  private static List<Path> rows(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().contains(".parquet")).toList();
    }
  }

  @Test
  void memoryAndThreadsAreThoseAskedFor() throws SQLException {
    try (Duck duck =
            new Duck(
                lake,
                List.of(),
                ZONE,
                new Limits(Optional.of(new ByteSize(256L * 1024 * 1024)), OptionalInt.of(1)),
                EngineListener.SILENT);
        Workspace workspace = duck.workspace()) {
      String limit =
          workspace.one("SELECT current_setting('memory_limit')", row -> row.getString(1));
      assertThat(limit).isEqualTo("256.0 MiB");
      assertThat(workspace.number("SELECT current_setting('threads')")).isEqualTo(1);
    }
  }
}
