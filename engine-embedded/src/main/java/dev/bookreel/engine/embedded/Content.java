package dev.bookreel.engine.embedded;

import dev.bookreel.compression.CannotInflateException;
import dev.bookreel.compression.Compression;
import dev.bookreel.compression.Inflation;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.DurableFiles;
import dev.bookreel.file.Folders;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.LocalCopies;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A delivery's content, ready to be read: the delivered file itself, or what it inflates to, or a
 * part of it, which goes when this is closed.
 *
 * @param file of this machine
 * @param bytes of the whole content
 * @param linesBefore how many lines a CSV file has, behind its header, before this part
 * @param scratch a folder for what is made of it, which goes too
 * @param copies of what is read, if it is not of this machine
 */
record Content(Path file, long bytes, long linesBefore, Path scratch, LocalCopies copies)
    implements AutoCloseable {

  /**
   * @param scratch a new folder's name on the lake's disk: only there DuckDB may read
   * @throws dev.bookreel.error.UnreadableDeliveryException if the delivery is compressed and cannot
   *     be inflated; nothing is left
   */
  static Content of(TableDefinition table, Delivery delivery, Path scratch) {
    LocalCopies copies = new LocalCopies();
    boolean made = false;
    try {
      copies.need(List.of(delivery.file()));
      Path file = LocalCopies.of(delivery.file());
      Optional<Compression> compression = Compression.of(file);
      Content content =
          compression.isPresent()
              ? inflated(
                  new Inflation(file, compression.get(), table.maxInflated()), scratch, copies)
              : new Content(file, delivery.bytes(), 0, scratch, copies);
      made = true;
      return content;
    } catch (CannotInflateException e) {
      throw Unreadable.because(delivery, e.reason(), e.fix(), e);
    } catch (IOException e) {
      throw new LakeException(
          "Cannot read %s, or inflate it into %s: %s. Make room on the lake's disk and the file readable, then load again"
              .formatted(delivery.file(), scratch, IoReason.of(e)),
          e);
    } finally {
      if (!made) {
        copies.close();
      }
    }
  }

  private static Content inflated(Inflation inflation, Path scratch, LocalCopies copies)
      throws IOException {
    boolean made = false;
    try {
      DurableFiles.createDirectories(scratch);
      Path file = LocalCopies.of(scratch.resolve("content"));
      inflation.into(file);
      made = true;
      return new Content(file, Files.size(file), 0, scratch, copies);
    } finally {
      if (!made) {
        Folders.delete(scratch);
      }
    }
  }

  /** How many bytes the file has. */
  long length() {
    return file.toFile().length();
  }

  /** A name for what is made of the content, beside it. */
  Path aside(String name) throws IOException {
    DurableFiles.createDirectories(scratch);
    return LocalCopies.of(scratch.resolve(name));
  }

  /** Whether the first character of two bytes is a mark of UTF-16, or has a zero beside a byte. */
  boolean isUtf16() {
    try (InputStream in = Files.newInputStream(file)) {
      int first = in.read();
      int second = in.read();
      boolean marked = (first == 0xFE && second == 0xFF) || (first == 0xFF && second == 0xFE);
      return marked || (first == 0 && second > 0) || (first > 0 && second == 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    copies.close();
    try {
      Folders.delete(LocalCopies.folder(scratch));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
