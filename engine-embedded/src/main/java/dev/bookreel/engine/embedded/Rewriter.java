package dev.bookreel.engine.embedded;

import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Puts files of a table together: on this machine, or on many. */
@FunctionalInterface
public interface Rewriter {

  /**
   * Writes new files in the place of others. If one of the rewrites fails, what others have written
   * is deleted.
   *
   * @param base the version whose files they are about
   */
  List<WrittenFile> rewrite(Workspace workspace, TableVersion base, List<Rewrite> rewrites)
      throws SQLException;

  /** One after the other, here. */
  static Rewriter here(LakeLayout layout) {
    return (workspace, base, rewrites) -> {
      List<WrittenFile> written = new ArrayList<>();
      boolean isDone = false;
      try {
        for (Rewrite rewrite : rewrites) {
          written.addAll(rewrite.run(workspace, base, layout.root()));
        }
        isDone = true;
      } finally {
        if (!isDone) {
          rewrites.get(0).delete(written, layout.root());
        }
      }
      return written;
    };
  }
}
