package dev.bookreel.engine.spark;

import dev.bookreel.definition.ByteSize;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.EngineListener;
import dev.bookreel.engine.embedded.LakeLayout;
import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.engine.embedded.duck.Limits;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Where a task works on a lake, on whichever machine: in a workspace of its own. */
record Workplace(URI lake, String zone, @Nullable ByteSize memory) implements Serializable {

  static Workplace of(LakeLayout layout, Limits limits) {
    return new Workplace(
        layout.root().toUri(), layout.definition().zone().getId(), limits.memory().orElse(null));
  }

  /** What a task does. */
  @FunctionalInterface
  interface Work<T> {
    T in(Workspace workspace) throws SQLException;
  }

  Duck open(EngineListener listener) {
    Limits limits = new Limits(Optional.ofNullable(memory), OptionalInt.empty());
    return new Duck(Path.of(lake), List.of(), ZoneId.of(zone), limits, listener);
  }

  <T> T work(Work<T> work) throws SQLException {
    SharedDuck shared = SharedDuck.of(this);
    try {
      return in(shared, work);
    } finally {
      shared.leave();
    }
  }

  /**
   * @param listener hears how far the work on a delivery is
   */
  <T> T work(Delivery delivery, EngineListener listener, Work<T> work) throws SQLException {
    SharedDuck shared = SharedDuck.of(this);
    shared.listen(delivery, listener);
    try {
      return in(shared, work);
    } finally {
      shared.ignore(delivery);
      shared.leave();
    }
  }

  /** A failure may have broken the database for all others, too. */
  private static <T> T in(SharedDuck shared, Work<T> work) throws SQLException {
    try (Workspace workspace = shared.duck().workspace()) {
      return work.in(workspace);
    } catch (SQLException e) {
      shared.giveUp();
      throw e;
    }
  }
}
