package dev.bookreel.compression;

import dev.bookreel.definition.ByteSize;
import dev.bookreel.error.LakeException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Inflates a compressed file into another one. Apart from {@link Compression}, so that its
 * libraries are loaded for compressed files only.
 */
public final class Inflation {
  private static final int BUFFER_BYTES = 256 * 1024;

  private final Path packed;
  private final Compression compression;
  private final ByteSize limit;

  /**
   * @param packed is compressed in that way
   * @param limit of the inflated file
   */
  public Inflation(Path packed, Compression compression, ByteSize limit) {
    this.packed = packed;
    this.compression = compression;
    this.limit = limit;
  }

  /**
   * Inflates all of the file and compares every checksum in it. Of a zip its one file counts.
   *
   * @param target does not exist yet; if this fails a part of it may be left
   * @throws CannotInflateException if the file is damaged or cut, is compressed twice, is a zip of
   *     more or less than one file, or holds more than the limit
   * @throws IOException if the file cannot be opened, or the disk has too little room for the other
   */
  public void into(Path target) throws IOException {
    try (OutputStream file =
        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      into(new RoomKeepingOutput(file, Files.getFileStore(target)));
    }
    Optional<Compression> inside = Compression.of(target);
    if (inside.isPresent()) {
      throw new CannotInflateException(
          "it is compressed twice: inside the %s file is a %s file"
              .formatted(compression, inside.get()),
          "Ask for a delivery that is compressed once");
    }
  }

  void into(OutputStream out) throws IOException {
    if (compression == Compression.ZIP) {
      try (ZipArchive zip = new ZipArchive(packed)) {
        zip.onlyFile(in -> copy(in, out));
      }
      return;
    }
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(packed), BUFFER_BYTES);
        InputStream in = opened(bytes)) {
      copy(in, out);
    }
  }

  /**
   * A gzip file may be several, one behind the other. Java's own stream takes a damaged second one
   * for the end. The constructor's successor, a builder, would need another library's types.
   */
  @SuppressWarnings("deprecation")
  private InputStream opened(InputStream bytes) throws CannotInflateException {
    try {
      return compression == Compression.GZIP
          ? new GzipCompressorInputStream(bytes, true)
          : new ZstdFrames(bytes);
    } catch (IOException e) {
      throw damaged(e);
    } catch (LinkageError e) {
      throw new LakeException(
          "Cannot inflate %s: the zstd library does not load: %s. It is unpacked to the folder for temporary files, from which programs must be allowed to run: name another with BOOKREEL_JAVA_OPTS=-Djava.io.tmpdir=..."
              .formatted(packed, e.getMessage()),
          e);
    }
  }

  private void copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    for (int length = read(in, buffer); length >= 0; length = read(in, buffer)) {
      bytes += length;
      if (bytes > limit.bytes()) {
        throw new CannotInflateException(
            "it inflates to more than max_inflated = %s allows".formatted(limit),
            "If that is right, set a larger 'max_inflated' in the table's definition");
      }
      out.write(buffer, 0, length);
    }
  }

  /** What fails here is the content: reading the file's own bytes hardly ever does. */
  private int read(InputStream in, byte[] buffer) throws CannotInflateException {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private CannotInflateException damaged(IOException cause) {
    return CannotInflateException.damaged(compression, cause);
  }
}
