package dev.bookreel.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.ModelContract;
import dev.bookreel.engine.embedded.DeliveryReader;
import dev.bookreel.engine.embedded.LakeLayout;
import dev.bookreel.engine.embedded.Reading;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;

/** Random histories, made by both engines in turns, are those of the model. */
class TakingTurnsTest extends ModelContract {
  /** Between a new table with its delivery and one of several files. */
  private static final long MOST_BYTES_HERE = 1_200;

  private static final AtomicInteger HERE = new AtomicInteger();
  private static final AtomicInteger STAGED = new AtomicInteger();

  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return new TakingTurns(lake, definition, TakingTurnsTest::reader);
  }

  private static DeliveryReader reader(LakeLayout layout, Session session, Workplace workplace) {
    DeliveryReader reader =
        new SparkReader(layout, session, workplace, bytes -> session.partBytes(), MOST_BYTES_HERE);
    return (workspace, table, delivery, absences, base) -> {
      Reading reading = reader.read(workspace, table, delivery, absences, base);
      (reading instanceof StagedDelivery ? STAGED : HERE).incrementAndGet();
      return reading;
    };
  }

  @AfterAll
  static void sparkComparedAsWellAsTheDriver() {
    assertThat(List.of(HERE.get(), STAGED.get())).allMatch(deliveries -> deliveries > 20);
  }

  /** Each job takes its time. */
  @Override
  protected int quick() {
    return 12;
  }
}
