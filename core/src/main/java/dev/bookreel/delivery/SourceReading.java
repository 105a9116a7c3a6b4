package dev.bookreel.delivery;

import dev.bookreel.error.LakeException;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Reads a source's file once, from its first byte to its last. */
final class SourceReading {
  /** Large enough that calls cost nothing beside the copying, small enough for the cache. */
  private static final int BUFFER_BYTES = 256 * 1024;

  private final Arrival arrival;
  private final FetchProgress progress;

  SourceReading(Arrival arrival, FetchProgress progress) {
    this.arrival = arrival;
    this.progress = progress;
  }

  /** Takes what was read; the array is used again afterwards. */
  @FunctionalInterface
  interface Sink {
    void accept(byte[] buffer, int length);
  }

  /**
   * @throws LakeException if reading fails, or if the file changed meanwhile
   */
  Content into(Sink sink) {
    FileState before = FileState.of(arrival);
    MessageDigest digest = Sha256.digest();
    long bytes = read(sink, digest);
    FileState after = FileState.of(arrival);
    if (!before.equals(after) || bytes != after.bytes()) {
      throw stillBeingWritten(before, bytes, after);
    }
    return new Content(after, Sha256.hex(digest));
  }

  private long read(Sink sink, MessageDigest digest) {
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    try (InputStream in = arrival.file().open()) {
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        digest.update(buffer, 0, length);
        sink.accept(buffer, length);
        bytes += length;
        progress.read(arrival.table().name(), arrival.file(), bytes);
      }
    } catch (IOException e) {
      throw new LakeException(
          "%s: cannot read %s: %s. Nothing was stored. Fetch again when it can be read"
              .formatted(arrival.table().name(), arrival.file().location(), IoReason.of(e)),
          e);
    }
    return bytes;
  }

  private LakeException stillBeingWritten(FileState before, long bytes, FileState after) {
    return new LakeException(
        "%s: %s is still being written: it had %d bytes, changed at %s, before reading gave %d, and %d bytes, changed at %s, after. Nothing was stored. Fetch again when it is complete"
            .formatted(
                arrival.table().name(),
                arrival.file().location(),
                before.bytes(),
                before.modifiedAt(),
                bytes,
                after.bytes(),
                after.modifiedAt()));
  }
}
