package dev.bookreel.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.CompactionContract;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.EngineListener;
import dev.bookreel.engine.embedded.LakeLayout;
import dev.bookreel.engine.embedded.Rewriter;
import dev.bookreel.engine.embedded.duck.Limits;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;

/** Files are put together in tasks, however small they are. */
class SparkCompactionTest extends CompactionContract {
  private static final AtomicInteger TASKS = new AtomicInteger();

  @AfterAll
  static void tasksPutFilesTogether() {
    assertThat(TASKS).hasValueGreaterThan(20);
  }

  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return new SparkEngine(
        LakeLayout.ofManyMachines(lake, definition),
        Limits.NONE,
        TestSpark.session(definition.zone(), EngineListener.SILENT),
        TestSpark::reader,
        (layout, session, workplace) -> {
          Rewriter rewriter = new SparkRewriter(layout, session, workplace, 0);
          return (workspace, base, rewrites) -> {
            TASKS.addAndGet(rewrites.size());
            return rewriter.rewrite(workspace, base, rewrites);
          };
        },
        StagedTail::finder);
  }
}
