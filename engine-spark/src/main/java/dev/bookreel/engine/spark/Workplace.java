package dev.bookreel.engine.spark;

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

/** A DuckDB that a task has for itself, wherever it runs. */
record Workplace(URI lake, String zone) implements Serializable {

  static Workplace of(LakeLayout layout) {
    return new Workplace(layout.root().toUri(), layout.definition().zone().getId());
  }

  /** What a task does. */
  @FunctionalInterface
  interface Work<T> {
    T in(Workspace workspace) throws SQLException;
  }

  <T> T work(Work<T> work) throws SQLException {
    try (Duck duck = new Duck(Path.of(lake), List.of(), ZoneId.of(zone), Limits.NONE);
        Workspace workspace = duck.workspace()) {
      return work.in(workspace);
    }
  }
}
