package dev.bookreel.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.EngineListener;
import dev.bookreel.engine.ModelContract;
import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.engine.embedded.duck.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;

/**
 * Half of the tables are compared piece by piece, and half of the times that a lake is opened
 * deliveries are kept in files, however small they are.
 */
class EmbeddedModelTest extends ModelContract {
  private static final KeyPieces A_FILE_EACH = new KeyPieces(1, 1_000, Double.MAX_VALUE);

  private static final int ALL_IN_MEMORY = 100;

  private static final AtomicInteger FURTHER_PIECES = new AtomicInteger();
  private static final AtomicInteger IN_FILES = new AtomicInteger();
  private static final AtomicInteger IN_MEMORY = new AtomicInteger();

  private static final EngineListener COUNTING =
      new EngineListener() {
        @Override
        public void executed(String sql, Duration taken, Supplier<String> plan) {
          if (sql.startsWith("INSERT INTO changes ")) {
            FURTHER_PIECES.incrementAndGet();
          }
          if (sql.startsWith("CREATE VIEW delivered ")) {
            (sql.contains("read_parquet") ? IN_FILES : IN_MEMORY).incrementAndGet();
          }
        }
      };

  private int opened;

  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    LakeLayout layout = new LakeLayout(lake, definition);
    DeliveryReader whole = new DuckReader(layout);
    DeliveryReader piecewise = new DuckReader(layout, A_FILE_EACH);
    return new EmbeddedEngine(
        layout,
        new Duck(
            layout.root(),
            List.of(),
            definition.zone(),
            Limits.NONE,
            COUNTING,
            opened++ % 2 == 0 ? 0 : ALL_IN_MEMORY),
        (workspace, table, delivery, absences, base) ->
            (table.name().hashCode() % 2 == 0 ? whole : piecewise)
                .read(workspace, table, delivery, absences, base),
        Rewriter.here(layout),
        DuckTailVersions::new);
  }

  @AfterAll
  static void bothWaysWereTaken() {
    assertThat(FURTHER_PIECES.get()).isGreaterThan(20);
    assertThat(IN_FILES.get()).isGreaterThan(20);
    assertThat(IN_MEMORY.get()).isGreaterThan(20);
  }
}
