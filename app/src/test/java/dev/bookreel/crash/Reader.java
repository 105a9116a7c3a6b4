package dev.bookreel.crash;

import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;

/** A process that reads both tables of {@link Tallies} again and again. */
final class Reader {
  private Reader() {}

  /**
   * Reads until something comes over standard input.
   *
   * @param args the project, the lake, the file for what was read: a table, its version and its
   *     rows' digest a line
   */
  public static void main(String[] args) throws Exception {
    StringJoiner lines = new StringJoiner("\n");
    try (Engine engine =
        new EmbeddedEngine(Path.of(args[1]), Tallies.definition(Path.of(args[0])))) {
      while (System.in.available() == 0) {
        try (LakeView view = engine.view()) {
          Long loads = view.tables().get(Tallies.HISTORY);
          if (loads != null) {
            lines.add("history," + loads + "," + digest(Tallies.history(view)));
          }
          Long notes = view.tables().get(Tallies.NOTES);
          if (notes != null) {
            lines.add("notes," + notes + "," + digest(Tallies.notes(view)));
          }
        }
      }
    }
    Files.writeString(Path.of(args[2]), lines.toString());
  }

  static int digest(List<String> rows) {
    return rows.hashCode();
  }
}
