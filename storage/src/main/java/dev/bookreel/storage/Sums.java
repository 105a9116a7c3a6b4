package dev.bookreel.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.zip.CRC32C;

/** CRC-32C, which computers count as fast as they read, and S3 compares what it receives with. */
public final class Sums {
  private static final int BUFFER_BYTES = 256 * 1024;

  private Sums() {}

  /** Of a part of a file, as S3 writes it. */
  public static String crc32c(Path file, long start, long length) throws IOException {
    return text(number(file, start, length));
  }

  /** As S3 writes it. */
  public static String text(long crc32c) {
    return Base64.getEncoder().encodeToString(ByteBuffer.allocate(4).putInt((int) crc32c).array());
  }

  /** Of a part of a file. */
  public static long number(Path file, long start, long length) throws IOException {
    CRC32C sum = new CRC32C();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(1, length)));
      for (long position = start; position < start + length; ) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), start + length - position));
        int read = channel.read(buffer, position);
        if (read < 0) {
          throw new EOFException("%s ends at byte %d".formatted(file, position));
        }
        sum.update(buffer.flip());
        position += read;
      }
    }
    return sum.getValue();
  }
}
