package dev.bookreel.source;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * A file that a source offers for a table. Reading it may fail at any time; then nothing was
 * delivered.
 *
 * <p>Every method may throw an {@link IOException} for what may go better when it is tried again,
 * as when a connection breaks, and a {@link dev.bookreel.error.LakeException} for what will not.
 */
public interface SourceFile {

  /** Where it is, for people and manifests: a path or a URI without secrets. */
  String location();

  /** Its own name, whose ending tells whether it is compressed. */
  default String name() {
    return location().substring(location().lastIndexOf('/') + 1);
  }

  /** The delivery time that the source itself gives it, if it does. */
  Optional<Instant> deliveredAt();

  /**
   * What the source says of it, now. Asked before and after reading: a difference tells that
   * somebody was still writing the file.
   */
  FileState state() throws IOException;

  /**
   * Opens it for one reading.
   *
   * @param offset how many bytes to leave out; 0 unless it is {@link #resumable}
   * @param as what it was when reading began; the source may refuse another file of that name
   * @throws CannotResumeException if it is not resumable after all; then it is opened anew at 0
   */
  InputStream open(long offset, FileState as) throws IOException;

  /** Whether reading can go on in the middle. */
  default boolean resumable() {
    return false;
  }

  /** The checksum of its whole content, if the source has one, to compare after reading. */
  default Optional<Checksum> checksum() throws IOException {
    return Optional.empty();
  }

  /**
   * How far the reading that just ended came in what keeps growing: kept with the delivery, and
   * given back as {@link Wanted#reached} by the next fetch.
   */
  default Optional<String> watermark() {
    return Optional.empty();
  }
}
