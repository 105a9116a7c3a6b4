package dev.bookreel.source;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * A file that a source offers for a table. Reading it may fail at any time; then nothing was
 * delivered.
 */
public interface SourceFile {

  /** Where it is, for people and manifests: a path or a URI without secrets. */
  String location();

  /** The delivery time that the source itself gives it, if it does. */
  Optional<Instant> deliveredAt();

  /**
   * Its size as it is now. Asked before and after reading, as {@link #modifiedAt}: a difference
   * tells that somebody was still writing the file.
   */
  long bytes();

  /** When the source says, now, that it was changed last. */
  Instant modifiedAt();

  /** Opens it for one reading, from its first byte. */
  InputStream open() throws IOException;
}
