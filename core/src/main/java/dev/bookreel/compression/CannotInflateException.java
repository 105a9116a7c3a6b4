package dev.bookreel.compression;

import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A compressed file is damaged, or not what a delivery may be: it will be so next time too. */
public final class CannotInflateException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final String fix;

  CannotInflateException(String reason, String fix) {
    this(reason, fix, null);
  }

  private CannotInflateException(String reason, String fix, @Nullable Throwable cause) {
    super(reason, cause);
    this.reason = reason;
    this.fix = fix;
  }

  static CannotInflateException damaged(Compression compression, IOException cause) {
    String how =
        cause instanceof EOFException
            ? "its end is missing"
            : String.valueOf(cause.getMessage()).replaceFirst("\\.$", "");
    return new CannotInflateException(
        "it is a damaged %s file: %s".formatted(compression, how), "Ask for a new delivery", cause);
  }

  /** What is wrong with the file. */
  public String reason() {
    return reason;
  }

  /** What to do about it, in a sentence without its full stop. */
  public String fix() {
    return fix;
  }
}
