package dev.bookreel.delivery;

import dev.bookreel.file.DurableFiles;
import dev.bookreel.file.LocalCopies;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** A source's file, copied into a table's folder but not yet a delivery. Closing forgets it. */
final class TemporaryCopy implements AutoCloseable {
  private final Path temporary;
  private final Content content;

  private TemporaryCopy(Path temporary, Content content) {
    this.temporary = temporary;
    this.content = content;
  }

  /**
   * @throws dev.bookreel.error.LakeException if the file cannot be read or the copy not be written;
   *     nothing is left
   */
  static TemporaryCopy make(SourceReading reading, TableFolder folder, Instant deliveredAt) {
    Path temporary = folder.temporary(deliveredAt);
    boolean made = false;
    try {
      Content content = folder.changeable(() -> copy(reading, folder, temporary));
      made = true;
      return new TemporaryCopy(temporary, content);
    } finally {
      if (!made) {
        DurableFiles.deleteLeftOver(temporary);
      }
    }
  }

  Content content() {
    return content;
  }

  /**
   * Gives the copy its name for good, replacing what an interrupted call left there.
   *
   * @return the manifest with that name
   */
  Manifest moveInto(TableFolder folder, Manifest manifest) throws IOException {
    if (LocalCopies.isRemote(temporary)) {
      return createIn(folder, manifest);
    }
    DurableFiles.rename(temporary, folder.file(manifest));
    return manifest;
  }

  /**
   * What has the name may be another machine's, which is about to create its manifest. So nothing
   * is replaced there: the content takes a name that only this content has.
   */
  private Manifest createIn(TableFolder folder, Manifest manifest) throws IOException {
    try {
      Files.createLink(folder.file(manifest), temporary);
      return manifest;
    } catch (FileAlreadyExistsException taken) {
      Manifest own = manifest.namedByContent();
      try {
        Files.createLink(folder.file(own), temporary);
      } catch (FileAlreadyExistsException same) {
        // It is this very content.
      }
      return own;
    }
  }

  @Override
  public void close() {
    DurableFiles.deleteLeftOver(temporary);
  }

  private static Content copy(SourceReading reading, TableFolder folder, Path temporary)
      throws IOException {
    try (FileChannel out =
            FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        ForcingAlong forcing = new ForcingAlong(out, !LocalCopies.isRemote(temporary))) {
      return reading.into(
          new SourceReading.Sink() {
            @Override
            public void accept(byte[] buffer, int length) {
              write(out, forcing, buffer, length, folder);
            }

            @Override
            public void restart() {
              empty(out, folder);
            }
          });
    }
  }

  private static void empty(FileChannel out, TableFolder folder) {
    try {
      out.truncate(0);
    } catch (IOException e) {
      throw folder.cannotKeep(e);
    }
  }

  private static void write(
      FileChannel out, ForcingAlong forcing, byte[] buffer, int length, TableFolder folder) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      forcing.wrote(length);
    } catch (IOException e) {
      throw folder.cannotKeep(e);
    }
  }
}
