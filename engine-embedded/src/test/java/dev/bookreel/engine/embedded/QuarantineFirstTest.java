package dev.bookreel.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.TestLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No row is lost between a load and the record of what it refused. */
class QuarantineFirstTest {
  private static final TableDefinition MOVIES =
      new TableDefinition(
          TableName.parse("stream.movies"),
          "Movies",
          "movies.csv",
          TableDefinition.Format.CSV,
          TableDefinition.Contains.EVERYTHING,
          List.of("title"),
          List.of(
              new Column("title", Scalar.STRING, ColumnPath.parse("title"), List.of()),
              new Column("mins", Scalar.INT, ColumnPath.parse("mins"), List.of())),
          List.of(),
          0.3,
          0.6);

  @TempDir Path directory;

  @Test
  void aLoadWhoseRefusedRowsCannotBeRecordedIsNotCommitted() throws IOException {
    Files.createDirectory(directory.resolve("system"));
    Path inTheWay = Files.createFile(directory.resolve("system/quarantine"));
    try (TestLake lake =
        new TestLake(
            directory,
            List.of(MOVIES),
            (path, definition) -> new EmbeddedEngine(path, definition))) {
      String delivered = "title,mins\nA,1\nB,bad\n";
      assertThatThrownBy(() -> lake.load(MOVIES, 1, delivered)).isInstanceOf(Exception.class);
      assertThat(lake.engine().lastLoaded(MOVIES)).isEmpty();

      Files.delete(inTheWay);
      lake.load(MOVIES, 1, delivered);

      assertThat(lake.query("SELECT reason FROM lake.quarantine"))
          .containsExactly("mins: 'bad' is not an int");
      assertThat(lake.query("SELECT title FROM stream.movies")).containsExactly("A");
    }
  }
}
