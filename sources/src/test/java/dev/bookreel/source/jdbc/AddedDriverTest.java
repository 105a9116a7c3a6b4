package dev.bookreel.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.error.LakeException;
import dev.bookreel.source.FileState;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceFile;
import dev.bookreel.source.Wanted;
import dev.bookreel.source.jdbc.JdbcLake.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database whose driver somebody adds as a jar. */
class AddedDriverTest {
  /** Put there by the build, and on no class path. */
  private static final Path DRIVERS = Path.of("target/drivers");

  private static final TableDefinition TABLE =
      JdbcLake.csv(
          "app.things",
          "PUBLIC.THINGS",
          Contains.CHANGES,
          "ID:long",
          "TEXT:string",
          "EXACT:decimal(20,2)",
          "RATIO:double",
          "FLAG:boolean",
          "ON_DAY:date",
          "INSTANT:timestamp",
          "HERE:timestamp",
          "BYTES:string");

  private @TempDir Path project;

  private String url;

  @BeforeEach
  void fillADatabase() throws IOException {
    Path script = project.resolve("script.sql");
    Files.writeString(
        script,
        """
        CREATE TABLE things (id bigint, text varchar, exact numeric(20,2), ratio double precision, flag boolean,
          on_day date, instant timestamp(6) with time zone, here timestamp(6), bytes varbinary);
        INSERT INTO things VALUES (9223372036854775807, 'a, "ı"', 12345678901234567.89, 0.1, true, DATE '2021-12-06',
          TIMESTAMP WITH TIME ZONE '2021-10-31 02:30:00.123456+02:00', TIMESTAMP '2021-10-31 02:30:00', X'00ff'),
          (1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
        """,
        StandardCharsets.UTF_8);
    url =
        "jdbc:h2:mem:;DATABASE_TO_UPPER=TRUE;INIT=RUNSCRIPT FROM '%s'"
            .formatted(script.toString().replace('\\', '/'));
  }

  private SourceDefinition definition() {
    return new Settings().with("url", url).with("watermark", "app.things", "ID").definition();
  }

  private static String deliveredFrom(Source source) throws IOException {
    Wanted.Reached reached =
        new Wanted.Reached(source.files(JdbcLake.wanted(TABLE)).get(0).location(), "ID = 2");
    SourceFile file = source.files(new Wanted(TABLE, JdbcLake.ZONE, Optional.of(reached))).get(0);
    assertThat(file.watermark()).contains("ID = 9223372036854775807");
    try (InputStream in = new ZstdInputStream(file.open(0, FileState.UNKNOWN))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void addDriver(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (var jars = Files.newDirectoryStream(DRIVERS, "*.jar")) {
      for (Path jar : jars) {
        Files.copy(jar, folder.resolve(jar.getFileName()));
      }
    }
  }

  private static final String ROWS =
      """
      ID,TEXT,EXACT,RATIO,FLAG,ON_DAY,INSTANT,HERE,BYTES
      9223372036854775807,"a, ""ı""\",12345678901234567.89,0.1,true,2021-12-06,2021-10-31T02:30:00.123456+02:00,2021-10-31T02:30+01:00,00ff
      1,,,,,,,,
      """;

  @Test
  void aJarInTheProjectsFolderIsTaken() throws IOException {
    addDriver(project.resolve("drivers"));

    try (Source source = new JdbcSourceKind(Map.of()).open(definition(), project)) {
      assertThat(deliveredFrom(source)).isEqualTo(ROWS);
      assertThat(source.location()).isEqualTo("jdbc:h2:mem:");
    }
  }

  @Test
  void aJarInTheFolderThatTheEnvironmentNamesIsTaken(@TempDir Path elsewhere) throws IOException {
    addDriver(elsewhere);

    try (Source source =
        new JdbcSourceKind(Map.of(JdbcSourceKind.DRIVERS_VARIABLE, elsewhere.toString()))
            .open(definition(), project)) {
      assertThat(deliveredFrom(source)).isEqualTo(ROWS);
    }
  }

  @Test
  void whatIsMissingIsSaid() {
    assertThatThrownBy(() -> new JdbcSourceKind(Map.of()).open(definition(), project))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "There is no driver for jdbc:h2:mem:. Put the database's JDBC driver, a jar, into %s"
                .formatted(project.resolve("drivers")));
  }

  @Test
  void theFolderInWhichFromIsUsedIsNotTrusted() throws IOException {
    addDriver(project.resolve("drivers"));
    SourceDefinition from = SourceDefinition.of(SourceDefinition.FROM, "jdbc", Map.of("url", url));

    assertThatThrownBy(() -> new JdbcSourceKind(Map.of()).open(from, project))
        .hasMessage(
            "There is no driver for jdbc:h2:mem:. Put the database's JDBC driver, a jar, into a folder, and name that in the environment variable BOOKREEL_DRIVERS");
  }
}
