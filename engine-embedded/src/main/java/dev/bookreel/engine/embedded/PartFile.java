package dev.bookreel.engine.embedded;

import dev.bookreel.engine.embedded.cut.Cut;
import dev.bookreel.engine.embedded.cut.Cutter;
import dev.bookreel.engine.embedded.cut.Cutter.Records;
import dev.bookreel.engine.embedded.cut.OddFileException;
import dev.bookreel.engine.embedded.cut.Slice;
import dev.bookreel.engine.embedded.cut.Stretch;
import dev.bookreel.engine.embedded.cut.Syntax;
import dev.bookreel.file.DurableFiles;
import dev.bookreel.file.LocalCopies;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Makes files of a delivery's parts that are read as the whole delivery would be. */
final class PartFile {
  private static final int BUFFER_BYTES = 256 * 1024;

  private PartFile() {}

  /**
   * The records of a slice of a file.
   *
   * @param scratch a new folder's name, for the part's file
   * @return empty if it has none
   * @throws OddFileException if only the whole file tells what they are
   */
  static Optional<Content> of(Path file, Slice slice, Path scratch) throws IOException {
    try (SeekableByteChannel channel = LocalCopies.parts(file)) {
      Optional<Records> records = Cutter.records(slice, channel);
      return records.isPresent()
          ? of(slice.cut(), channel, records.get(), scratch)
          : Optional.empty();
    }
  }

  private static Optional<Content> of(
      Cut cut, SeekableByteChannel file, Records records, Path scratch) throws IOException {
    DurableFiles.createDirectories(scratch);
    Path part = LocalCopies.of(scratch.resolve("part"));
    try (OutputStream out = Files.newOutputStream(part)) {
      write(cut, file, records, out);
    }
    if (cut.syntax() == Syntax.ARRAY && cut.records().end() >= JsonFile.SPLIT_FROM_BYTES) {
      part = lines(part, scratch);
    }
    if (cut.syntax() == Syntax.LINES) {
      int first = firstSign(part, cut.records().start());
      if (first < 0) {
        return Optional.empty();
      }
      if (first != '{') {
        throw new OddFileException("a line of it is no JSON object");
      }
    }
    return Optional.of(
        new Content(part, cut.records().end(), records.linesBefore(), scratch, new LocalCopies()));
  }

  /** An array of an array's records has brackets of its own, but for the file's first and last. */
  private static void write(Cut cut, SeekableByteChannel file, Records records, OutputStream out)
      throws IOException {
    Stretch bytes = records.bytes();
    boolean array = cut.syntax() == Syntax.ARRAY;
    boolean closed = array && !records.areLast();
    copy(file, new Stretch(0, cut.records().start()), out);
    if (array && bytes.start() > cut.records().start()) {
      out.write('[');
    }
    copy(file, new Stretch(bytes.start(), closed ? bytes.end() - 1 : bytes.end()), out);
    if (closed) {
      out.write(']');
    }
  }

  private static void copy(SeekableByteChannel file, Stretch bytes, OutputStream out)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    for (long at = bytes.start(); at < bytes.end(); at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), bytes.end() - at));
      Cutter.read(file, at, buffer);
      out.write(buffer.array(), 0, buffer.limit());
    }
  }

  /** As the whole array would be read. */
  private static Path lines(Path array, Path scratch) throws IOException {
    Path lines = LocalCopies.of(scratch.resolve("lines"));
    if (!JsonArray.split(array, lines)) {
      throw new OddFileException("it is no array of JSON objects and nothing else");
    }
    Files.delete(array);
    return lines;
  }

  /** The first byte that is no space; negative if there is none. */
  private static int firstSign(Path part, long from) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(part))) {
      in.skipNBytes(from);
      int next = in.read();
      while (next == ' ' || next == '\n' || next == '\r' || next == '\t') {
        next = in.read();
      }
      return next;
    }
  }
}
