package dev.bookreel.engine.embedded.cut;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;

/** Reads a stretch of a file byte by byte and tells where records begin in it and end. */
public final class Cutter {
  private static final int BUFFER_BYTES = 256 * 1024;

  /** Who reads a file as a whole may refuse one that is longer. */
  private static final long LONGEST_LINE_BYTES = 8_000_000;

  private static final long NONE = -1;

  private final Cut cut;
  private final SeekableByteChannel file;
  private final Stretch stretch;
  private final byte[] buffer;
  private long lineStart;
  private long at;
  private int mode;
  private long count;
  private long begin = NONE;
  private long linesBefore;
  private long end = NONE;

  private Cutter(Cut cut, SeekableByteChannel file, Stretch stretch, int bufferBytes) {
    this.cut = cut;
    this.file = file;
    this.stretch = stretch;
    this.buffer = new byte[bufferBytes];
    this.at = stretch.start();
    this.lineStart = at;
  }

  /**
   * Records of a file that follow each other.
   *
   * @param bytes where they lie, with what separates the last one from the next
   * @param linesBefore how many lines a CSV file has before them, behind its header
   * @param areLast whether none follow
   */
  public record Records(Stretch bytes, long linesBefore, boolean areLast) {}

  /** Where a stretch leads. */
  public static Passage passage(Cut cut, SeekableByteChannel file, Stretch stretch)
      throws IOException {
    return new Cutter(cut, file, stretch, BUFFER_BYTES).passage();
  }

  private Passage passage() throws IOException {
    Passage passage = Passage.none(cut.syntax());
    for (int length = fill(stretch.end()); length > 0; length = fill(stretch.end())) {
      passage = passage.then(cut.syntax(), buffer, length);
      at += length;
    }
    return passage;
  }

  /**
   * A slice's records.
   *
   * @return empty if it has none
   * @throws OddFileException if something is odd from the stretch's beginning to the records' end
   */
  public static Optional<Records> records(Slice slice, SeekableByteChannel file)
      throws IOException {
    return records(slice, file, BUFFER_BYTES);
  }

  static Optional<Records> records(Slice slice, SeekableByteChannel file, int bufferBytes)
      throws IOException {
    Cutter cutter = new Cutter(slice.cut(), file, slice.stretch(), bufferBytes);
    cutter.mode = slice.entry().mode();
    cutter.count = slice.entry().count();
    return cutter.records();
  }

  private Optional<Records> records() throws IOException {
    if (stretch.start() == cut.records().start()) {
      begin(at);
    }
    int length = fill(cut.records().end());
    while (length > 0 && end == NONE) {
      take(length);
      at += length;
      if (begin == NONE && at > stretch.end()) {
        return Optional.empty();
      }
      length = end == NONE ? fill(cut.records().end()) : 0;
    }
    if (end == NONE) {
      refuseOddEnd();
      end = at;
    }
    return begin == NONE || begin == end
        ? Optional.empty()
        : Optional.of(
            new Records(new Stretch(begin, end), linesBefore, end == cut.records().end()));
  }

  private void refuseOddEnd() {
    if (!cut.syntax().mayEnd(mode)) {
      throw new OddFileException("its last record is not whole");
    }
    refuseLongLine(at);
  }

  private void begin(long where) {
    begin = where;
    lineStart = where;
    linesBefore = cut.syntax().countsLines() ? count - 1 : 0;
  }

  private int fill(long limit) throws IOException {
    ByteBuffer space = ByteBuffer.wrap(buffer, 0, (int) Math.min(buffer.length, limit - at));
    read(file, at, space);
    return space.position();
  }

  /**
   * Fills a buffer with the file's bytes from one on.
   *
   * @throws OddFileException if the file has fewer
   */
  public static void read(SeekableByteChannel file, long from, ByteBuffer space)
      throws IOException {
    file.position(from);
    while (space.hasRemaining()) {
      if (file.read(space) < 0) {
        throw new OddFileException("it became shorter while it was read");
      }
    }
  }

  /** Up to where the records end, if that is in the buffer. */
  private void take(int length) {
    Syntax syntax = cut.syntax();
    int special = Syntax.BORDER | Syntax.ODD | Syntax.BREAK;
    for (int i = 0; i < length && end == NONE; i++) {
      int step = syntax.at(mode, buffer[i]);
      mode = Syntax.mode(step);
      count += Syntax.count(step);
      if ((step & special) != 0) {
        look(step, at + i);
      }
    }
  }

  private void look(int step, long where) {
    if ((step & Syntax.ODD) != 0) {
      throw new OddFileException("its quotes or line ends are odd at byte " + where);
    }
    if ((step & Syntax.BREAK) != 0) {
      refuseLongLine(where);
      lineStart = where + 1;
    }
    if (cut.syntax().isBorder(step, count)) {
      pass(cut.syntax().border(where));
    }
  }

  private void refuseLongLine(long lineEnd) {
    if (begin != NONE && cut.syntax().countsLines() && lineEnd - lineStart >= LONGEST_LINE_BYTES) {
      throw new OddFileException("it has a very long line at byte " + lineStart);
    }
  }

  private void pass(long border) {
    if (border > stretch.end()) {
      end = border;
    } else if (begin == NONE && border > stretch.start()) {
      begin(border);
    }
  }
}
