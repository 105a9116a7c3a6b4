package dev.bookreel.engine.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * Looks whether a text file has line breaks all along. DuckDB reads by buffers, and leaves out a
 * line that is longer than one (32 MB) without a word.
 */
final class LineBreaks {
  /** A line as long as two blocks has one whole block in it, however it lies. */
  static final int BLOCK_BYTES = 8_000_000;

  private static final int STEP_BYTES = 4096;

  private LineBreaks() {}

  /**
   * Where a block without a line break begins, if there is one. Reads little: of each block as much
   * as its first line has.
   */
  static OptionalLong missingFrom(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (long start = 0; start + BLOCK_BYTES <= channel.size(); start += BLOCK_BYTES) {
        if (!hasBreak(channel, start)) {
          return OptionalLong.of(start);
        }
      }
    }
    return OptionalLong.empty();
  }

  private static boolean hasBreak(FileChannel channel, long start) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(STEP_BYTES);
    for (long at = start; at < start + BLOCK_BYTES; at += STEP_BYTES) {
      buffer.clear();
      int count = channel.read(buffer, at);
      for (int i = 0; i < count; i++) {
        if (buffer.get(i) == '\n' || buffer.get(i) == '\r') {
          return true;
        }
      }
    }
    return false;
  }
}
