package dev.bookreel.engine.spark;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.engine.EngineListener;
import dev.bookreel.error.LakeException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
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
  void aClassThatIsMissingIsCalledSo() {
    assertThatThrownBy(
            () ->
                session.forEach(
                    List.of(1),
                    number -> {
                      throw new ClassNotFoundException("some.Task");
                    }))
        .hasMessageStartingWith(
            "Spark gave up: java.lang.ClassNotFoundException: some.Task. Nothing was committed");
  }

  @Test
  void wrongSettingsAreTold() {
    assertThatThrownBy(
            () ->
                Session.open(
                    Map.of("spark.sql.shuffle.partitions", "many"),
                    ZoneOffset.UTC,
                    EngineListener.SILENT))
        .isInstanceOf(LakeException.class)
        .hasMessageStartingWith("Spark does not start: ")
        .hasMessageContaining("spark.sql.shuffle.partitions")
        .hasMessageContaining("Correct its settings (--spark.KEY=VALUE)");
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
