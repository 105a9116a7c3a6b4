package dev.bookreel.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.EngineListener;
import dev.bookreel.engine.ReloadContract;
import dev.bookreel.engine.embedded.LakeLayout;
import dev.bookreel.engine.embedded.TailVersions;
import dev.bookreel.engine.embedded.duck.Limits;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;

class SparkReloadTest extends ReloadContract {
  private static final AtomicInteger STAGED = new AtomicInteger();

  @AfterAll
  static void versionsWereStaged() {
    assertThat(STAGED).hasValueGreaterThan(10);
  }

  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return new SparkEngine(
        LakeLayout.ofManyMachines(lake, definition),
        Limits.NONE,
        TestSpark.session(definition.zone(), EngineListener.SILENT),
        TestSpark::reader,
        SparkRewriter::new,
        (layout, session, workplace) -> {
          TailVersions.Finder finder = StagedTail.finder(layout, session, workplace, 0);
          return (workspace, table, base, files, start, keys) -> {
            TailVersions found = finder.find(workspace, table, base, files, start, keys);
            if (found instanceof StagedTail) {
              STAGED.incrementAndGet();
            }
            return found;
          };
        });
  }
}
