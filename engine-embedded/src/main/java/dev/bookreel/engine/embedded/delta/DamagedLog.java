package dev.bookreel.engine.embedded.delta;

import dev.bookreel.error.LakeException;
import java.nio.file.Path;

/** Turns what Kernel throws when it cannot make sense of a table into a message. */
final class DamagedLog {
  private DamagedLog() {}

  /** For whatever is thrown while a log is read. */
  static LakeException of(Path table, RuntimeException thrown) {
    return thrown instanceof LakeException known
        ? known
        : new LakeException(
            "The log of the table in %s cannot be read: %s. Bring its folder _delta_log back from a copy"
                .formatted(table, reason(thrown)),
            thrown);
  }

  /** For whatever is thrown while a deletion vector is read. */
  static LakeException ofVector(Path table, DataFile file, RuntimeException thrown) {
    return new LakeException(
        "The deletion vector of %s, in the table in %s, cannot be read: %s. Bring it back from a copy; a table of Bookreel's own is made anew by 'bookreel rebuild TABLE'"
            .formatted(file.path(), table, reason(thrown)),
        thrown);
  }

  /** Kernel wraps what went wrong in what it did meanwhile; the innermost names the file. */
  static String reason(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null || message.isBlank()
        ? root.getClass().getSimpleName()
        : message.strip().split("\\R", 2)[0].replaceFirst("\\.$", "");
  }
}
