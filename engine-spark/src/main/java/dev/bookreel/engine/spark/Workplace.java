package dev.bookreel.engine.spark;

import dev.bookreel.definition.ByteSize;
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

/** A DuckDB that a task has for itself, wherever it runs. */
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

  private Limits limits() {
    return new Limits(Optional.ofNullable(memory), OptionalInt.empty());
  }

  <T> T work(Work<T> work) throws SQLException {
    return work(EngineListener.SILENT, work);
  }

  <T> T work(EngineListener listener, Work<T> work) throws SQLException {
    try (Duck duck = new Duck(Path.of(lake), List.of(), ZoneId.of(zone), limits(), listener);
        Workspace workspace = duck.workspace()) {
      return work.in(workspace);
    }
  }
}
