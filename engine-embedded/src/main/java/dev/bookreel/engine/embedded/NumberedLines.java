package dev.bookreel.engine.embedded;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Copies some lines of a text file, told by their numbers. The file is looked through once, many
 * bytes at a time, for where its lines begin; then only the blocks are read in which the lines lie.
 */
final class NumberedLines {
  private static final int BLOCK_BYTES = 64 * 1024;

  private static final long FEEDS = 0x0A0A_0A0A_0A0A_0A0AL;
  private static final long RETURNS = 0x0D0D_0D0D_0D0D_0D0DL;
  private static final long LOW_BITS = 0x7F7F_7F7F_7F7F_7F7FL;
  private static final long EVEN_BYTES = 0x00FF_00FF_00FF_00FFL;

  /** Of so many words each byte has room for how many bytes in its place are counted. */
  private static final int SUMMED_WORDS = 128;

  private final FileChannel file;
  private final ByteBuffer block =
      ByteBuffer.allocateDirect(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private final long[] words = new long[BLOCK_BYTES / Long.BYTES];

  /** How many line feeds are before each block, and at last how many there are. */
  private final long[] feeds;

  private boolean isBehindReturn;
  private boolean hasLoneReturn;
  private int loaded;
  private long line;

  private NumberedLines(FileChannel file) throws IOException {
    this.file = file;
    this.feeds = new long[Math.toIntExact((file.size() + BLOCK_BYTES - 1) / BLOCK_BYTES) + 1];
    for (int i = 0; i < feeds.length - 1; i++) {
      load(i);
      feeds[i + 1] = feeds[i] + count();
    }
  }

  /**
   * Copies lines, with what ends them, if the file has exactly as many lines as it should. A line
   * ends with a line feed, or with the file.
   *
   * @param head how many lines are copied before the others
   * @param numbers of the others, counted from 1 behind these; in ascending order
   * @param lines how many there should be behind these
   * @return whether it has as many and no carriage return ends one; if not, nothing was copied
   */
  static boolean copy(Path from, int head, long[] numbers, long lines, Path to) throws IOException {
    try (FileChannel file = FileChannel.open(from, StandardOpenOption.READ)) {
      NumberedLines all = new NumberedLines(file);
      if (all.hasLoneReturn || all.isBehindReturn || all.lines() != head + lines) {
        return false;
      }
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
        all.begin(0);
        for (int i = 0; i < head; i++) {
          all.copy(i, out);
        }
        for (long number : numbers) {
          all.copy(head + number - 1, out);
        }
      }
      return true;
    }
  }

  private void load(int number) throws IOException {
    block.clear();
    long start = (long) number * BLOCK_BYTES;
    while (block.hasRemaining() && file.read(block, start + block.position()) >= 0) {
      // A read may give less than there is.
    }
    block.flip();
    loaded = number;
  }

  /** Line feeds of the block, eight bytes at a time. Also looks for carriage returns. */
  private long count() {
    int length = block.limit() / Long.BYTES;
    block.asLongBuffer().get(words, 0, length);
    long count = 0;
    long returns = 0;
    for (int i = 0; i < length; ) {
      long sums = 0;
      for (int end = Math.min(length, i + SUMMED_WORDS); i < end; i++) {
        sums += equal(words[i], FEEDS) >>> 7;
        returns |= equal(words[i], RETURNS);
      }
      count += sum(sums);
    }
    for (int i = length * Long.BYTES; i < block.limit(); i++) {
      count += block.get(i) == '\n' ? 1 : 0;
      returns |= block.get(i) == '\r' ? 1 : 0;
    }
    if (isBehindReturn || returns != 0) {
      findLoneReturn();
    }
    return count;
  }

  /** The highest bit of each byte that is the same in both is set, all others are not. */
  private static long equal(long bytes, long same) {
    long difference = bytes ^ same;
    return ~(((difference & LOW_BITS) + LOW_BITS) | difference | LOW_BITS);
  }

  /** Of eight bytes. */
  private static long sum(long bytes) {
    long pairs = (bytes & EVEN_BYTES) + ((bytes >>> 8) & EVEN_BYTES);
    return (pairs * 0x0001_0001_0001_0001L) >>> 48;
  }

  private void findLoneReturn() {
    for (int i = 0; i < block.limit(); i++) {
      byte next = block.get(i);
      hasLoneReturn |= isBehindReturn && next != '\n';
      isBehindReturn = next == '\r';
    }
  }

  /** Of the whole file, whose last block is loaded. */
  private long lines() {
    int last = feeds.length - 1;
    boolean endsInLine = last > 0 && block.get(block.limit() - 1) != '\n';
    return feeds[last] + (endsInLine ? 1 : 0);
  }

  private void begin(int number) throws IOException {
    load(number);
    line = feeds[number];
  }

  /** Lines are to be copied in their order. */
  private void copy(long number, OutputStream out) throws IOException {
    int first = loaded;
    while (feeds[first + 1] < number) {
      first++;
    }
    if (first > loaded) {
      begin(first);
    }
    while (line < number) {
      line += next() == '\n' ? 1 : 0;
    }
    int next;
    do {
      next = next();
      out.write(next < 0 ? '\n' : next);
    } while (next >= 0 && next != '\n');
    line++;
  }

  /** The next byte; negative at the end of the file. */
  private int next() throws IOException {
    if (!block.hasRemaining()) {
      if (loaded >= feeds.length - 2) {
        return -1;
      }
      load(loaded + 1);
    }
    return block.get() & 0xFF;
  }
}
