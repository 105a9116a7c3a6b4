package dev.bookreel.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.EngineListener;
import dev.bookreel.engine.embedded.LakeLayout;
import dev.bookreel.engine.embedded.Reading;
import dev.bookreel.engine.embedded.duck.Limits;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Engines that do the smallest work in tasks: read a delivery in slices, put files together, find a
 * reload's versions.
 */
final class SlicedSpark {
  private static final int SLICES = 3;

  private final AtomicInteger sliced = new AtomicInteger();

  Engine open(Path lake, LakeDefinition definition) {
    return new SparkEngine(
        LakeLayout.ofManyMachines(lake, definition),
        Limits.NONE,
        TestSpark.session(definition.zone(), EngineListener.SILENT),
        (layout, session, workplace) -> {
          SparkReader reader = new SparkReader(layout, session, workplace, SlicedSpark::bytes, 0);
          return (workspace, table, delivery, absences, base) -> {
            Reading reading = reader.read(workspace, table, delivery, absences, base);
            if (((StagedDelivery) reading).rows().accepted().size() > 1) {
              sliced.incrementAndGet();
            }
            return reading;
          };
        },
        (layout, session, workplace) -> new SparkRewriter(layout, session, workplace, 0),
        (layout, session, workplace) -> StagedTail.finder(layout, session, workplace, 0));
  }

  static long bytes(long delivered) {
    return Math.max(1, delivered / SLICES);
  }

  /**
   * How many deliveries had rows in more than one slice, so that nothing passes by falling back.
   */
  void assertThatMostWereSliced(int least) {
    assertThat(sliced.get()).isGreaterThanOrEqualTo(least);
  }
}
