package dev.bookreel.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.OddDataContract;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.TestLake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedOddDataTest extends OddDataContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return new EmbeddedEngine(lake, definition);
  }

  @Test
  void tablesAreShownBesideAFolderThatIsNone(@TempDir Path directory) throws Exception {
    Files.createDirectories(directory.resolve("gold/empty"));
    try (TestLake lake = new TestLake(directory, List.of(), EmbeddedEngine::new)) {
      try (LakeView view = lake.engine().view()) {
        view.append(TableName.parse("analytics.ones"), Query.of("SELECT 1 AS one"));
      }

      assertThat(lake.query("SHOW ALL TABLES")).singleElement().asString().contains("ones");
    }
  }
}
