package dev.bookreel.engine.spark;

import dev.bookreel.definition.ByteSize;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.EngineListener;
import dev.bookreel.engine.embedded.LakeLayout;
import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.engine.embedded.duck.Limits;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.apache.spark.SparkEnv;
import org.jspecify.annotations.Nullable;

/**
 * Where a task works on a lake, on whichever machine: in a workspace of its own.
 *
 * @param lake a local path, or the URI of a place that {@link SparkLake} opens
 */
record Workplace(String lake, String zone, @Nullable ByteSize memory) implements Serializable {
  private static final String CORES = "spark.executor.cores";

  static Workplace of(LakeLayout layout, Limits limits) {
    return new Workplace(
        layout.root().toString(), layout.definition().zone().getId(), limits.memory().orElse(null));
  }

  /**
   * What a task does.
   *
   * @param <T> the result
   */
  @FunctionalInterface
  interface Work<T> {

    /**
     * @param lake resolves what the driver calls a file of the lake
     */
    T in(Workspace workspace, Path lake) throws SQLException, IOException;
  }

  Duck open(Path lake, EngineListener listener) {
    Limits limits = new Limits(Optional.ofNullable(memory), threads());
    return new Duck(lake, List.of(), ZoneId.of(zone), limits, listener);
  }

  /** As many as Spark gave the executor, if it was told how many. */
  private static OptionalInt threads() {
    @Nullable SparkEnv here = SparkEnv.get();
    return here != null
            && here.conf().contains(CORES)
            && !here.conf().get("spark.master", "").startsWith("local")
        ? OptionalInt.of(here.conf().getInt(CORES, 1))
        : OptionalInt.empty();
  }

  <T> T work(Work<T> work) throws SQLException, IOException {
    SharedDuck shared = SharedDuck.of(this);
    try {
      return in(shared, work);
    } finally {
      shared.leave();
    }
  }

  /**
   * @param delivery given the lake
   * @param listener hears how far the work on the delivery is
   */
  <T> T work(Function<Path, Delivery> delivery, EngineListener listener, Work<T> work)
      throws SQLException, IOException {
    SharedDuck shared = SharedDuck.of(this);
    Delivery heard = delivery.apply(shared.lake());
    shared.listen(heard, listener);
    try {
      return in(shared, work);
    } finally {
      shared.ignore(heard);
      shared.leave();
    }
  }

  /** A failure may have broken the database for all others, too. */
  private static <T> T in(SharedDuck shared, Work<T> work) throws SQLException, IOException {
    try (Workspace workspace = shared.duck().workspace()) {
      return work.in(workspace, shared.lake());
    } catch (SQLException e) {
      shared.giveUp();
      throw e;
    }
  }
}
