package dev.bookreel.engine.spark;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.engine.EngineListener;
import dev.bookreel.error.LakeException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
  private final Session session = TestSpark.session(EngineListener.SILENT);

  @Test
  void whatTasksCannotDoIsToldInOneLine() {
    assertThatThrownBy(
            () ->
                session.forEach(
                    List.of(1),
                    number -> {
                      throw new SQLException("Out of memory\nand more of that");
                    }))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "Spark gave up: Out of memory. Nothing was committed; run the same command again when that is mended");
  }

  @Test
  void rowsThatCannotBeWrittenAreToldInOneLine(@TempDir Path directory) {
    Dataset<Row> rows = session.spark().sql("SELECT raise_error('no such row') AS x");

    assertThatThrownBy(() -> session.write("-- rows", rows, directory.resolve("rows")))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("Spark gave up: ")
        .hasMessageContaining("no such row");
  }
}
