package dev.bookreel.storage;

import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/** An object has another content than when reading it was begun. */
public final class ReplacedObjectException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  /**
   * @param cause null if the store was only asked
   */
  public ReplacedObjectException(String uri, @Nullable Throwable cause) {
    super(uri, null, "somebody replaced it while it was read. Run again");
    initCause(cause);
  }
}
