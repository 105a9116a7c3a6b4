package dev.bookreel.delivery;

import dev.bookreel.definition.TableName;
import dev.bookreel.error.LakeException;
import dev.bookreel.source.CannotResumeException;
import dev.bookreel.source.Checksum;
import dev.bookreel.source.FileState;
import dev.bookreel.source.SourceFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads a source's file from its first byte to its last. After a broken connection it goes on where
 * it was, or begins anew where the source cannot do that.
 */
final class SourceReading {
  /** A connection that breaks ever again, however far it got, is given up in the end. */
  private static final int MOST_CONNECTIONS = 100;

  /** Garbled twice on the way is likelier a wrong checksum. */
  private static final int MOST_MISMATCHES = 2;

  /** How long a buffer may take to fill: of a slow connection progress is to be seen, too. */
  private static final long LONGEST_FILLING_NANOS = 100_000_000;

  private final Arrival arrival;
  private final SourceFile file;
  private final String location;
  private final FetchProgress progress;
  private final Retries retries;

  private @Nullable FileState before;

  private Digesting digesting = new Digesting(OptionalLong.of(0), Optional.empty());
  private long bytes;
  private boolean onlyWhole;

  SourceReading(Arrival arrival, FetchProgress progress, Retries retries) {
    this.arrival = arrival;
    this.file = arrival.file();
    // Some take longer to tell it than to bring a buffer.
    this.location = file.location();
    this.progress = progress;
    this.retries = retries;
  }

  /** Takes what was read. */
  interface Sink {
    /** The array is used again afterwards. */
    void accept(byte[] buffer, int length);

    /** Everything so far does not count: reading begins anew. */
    void restart();
  }

  /** What the source says of the file before it is read; asked once. */
  FileState before() {
    if (before == null) {
      before = now();
    }
    return before;
  }

  private FileState now() {
    return trying(file::state);
  }

  /**
   * @throws LakeException if reading fails, or if the file changed meanwhile
   */
  Content into(Sink sink) {
    FileState as = before();
    Optional<Checksum> promised = trying(file::checksum);
    try {
      for (int mismatches = 0; ; mismatches++) {
        restart(sink, as, promised);
        readWhole(sink, as, promised);
        FileState after = now();
        if (!as.equals(after) || isOtherSize(after)) {
          throw stillBeingWritten(as, after);
        }
        Digesting.Sums found = digesting.end();
        if (found.compared().equals(promised.map(Checksum::hex))) {
          return new Content(after, bytes, found.sha256(), file.watermark());
        }
        if (mismatches + 1 >= MOST_MISMATCHES) {
          throw garbled(promised.orElseThrow(), found.compared().orElseThrow());
        }
      }
    } finally {
      digesting.close();
      progress.ended(table(), location);
    }
  }

  private boolean isOtherSize(FileState state) {
    return state.bytes().isPresent() && state.bytes().getAsLong() != bytes;
  }

  private void restart(Sink sink, FileState as, Optional<Checksum> promised) {
    if (bytes > 0) {
      sink.restart();
    }
    bytes = 0;
    digesting.close();
    digesting = new Digesting(as.bytes(), promised);
  }

  /** Over as many connections as it takes. */
  private void readWhole(Sink sink, FileState as, Optional<Checksum> promised) {
    for (int connection = 1; connection <= MOST_CONNECTIONS; connection++) {
      if (trying(() -> readOn(sink, as, promised))) {
        return;
      }
      FileState now = now();
      if (!now.equals(as)) {
        throw stillBeingWritten(as, now);
      }
    }
    throw new LakeException(
        "%s: cannot read %s: the connection broke %d times. Nothing was stored. Fetch again when it can be read"
            .formatted(table(), location, MOST_CONNECTIONS));
  }

  /**
   * Reads from where the last connection ended.
   *
   * @return whether this was all; if not, this connection brought some more and then broke
   * @throws IOException if it brought nothing
   */
  private boolean readOn(Sink sink, FileState as, Optional<Checksum> promised) throws IOException {
    if (!goesOn()) {
      restart(sink, as, promised);
    }
    long begun = bytes;
    try (InputStream in = file.open(bytes, as)) {
      while (readPart(in, sink, as)) {
        if (isMoreThan(as)) {
          return true;
        }
      }
      if (as.bytes().isPresent() && bytes < as.bytes().getAsLong()) {
        FileState now = file.state();
        if (!now.equals(as)) {
          throw stillBeingWritten(as, now);
        }
        throw new EOFException(
            "it ended after %d of %d bytes".formatted(bytes, as.bytes().getAsLong()));
      }
      return true;
    } catch (CannotResumeException e) {
      onlyWhole = true;
      throw e;
    } catch (IOException e) {
      if (goesOn() && bytes > begun) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Fills one buffer, for each costs the threads that sum it up a turn. What came before a
   * connection broke counts.
   *
   * @return whether there may be more
   */
  private boolean readPart(InputStream in, Sink sink, FileState as) throws IOException {
    byte[] buffer = digesting.buffer();
    long begun = System.nanoTime();
    int filled = 0;
    try {
      do {
        int length = in.read(buffer, filled, buffer.length - filled);
        if (length < 0) {
          return false;
        }
        filled += length;
      } while (filled < buffer.length && System.nanoTime() - begun < LONGEST_FILLING_NANOS);
      return true;
    } finally {
      if (filled > 0) {
        digesting.update(filled);
        sink.accept(buffer, filled);
        bytes += filled;
        progress.read(table(), location, bytes, as.bytes());
      }
    }
  }

  private boolean goesOn() {
    return file.resumable() && !onlyWhole;
  }

  private boolean isMoreThan(FileState state) {
    return state.bytes().isPresent() && bytes > state.bytes().getAsLong();
  }

  private <T> T trying(Retries.Attempt<T> attempt) {
    return retries.run(table(), table() + ": cannot read " + location, progress, attempt);
  }

  private TableName table() {
    return arrival.table().name();
  }

  private LakeException stillBeingWritten(FileState before, FileState after) {
    return new LakeException(
        "%s: %s is still being written: it had %s, before reading gave %d, and %s, after. Nothing was stored. Fetch again when it is complete"
            .formatted(table(), location, before, bytes, after));
  }

  private LakeException garbled(Checksum promised, String found) {
    return new LakeException(
        "%s: %s arrives damaged: its %s is %s, but the source says %s. Nothing was stored. Fetch again, and if that does not help, have the file or its checksum mended"
            .formatted(table(), location, promised.algorithm(), found, promised.hex()));
  }
}
