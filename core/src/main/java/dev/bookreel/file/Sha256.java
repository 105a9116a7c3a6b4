package dev.bookreel.file;

import dev.bookreel.crypto.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** SHA-256, in lower-case hexadecimal digits. */
public final class Sha256 {
  /** Few calls for large files, and small beside the heap. */
  private static final int BUFFER_BYTES = 1024 * 1024;

  private Sha256() {}

  /** Of a file's content. */
  public static String of(Path file) throws IOException {
    return of(file, bytes -> {});
  }

  /**
   * Of a file's content, which may be large.
   *
   * @param read hears how many bytes more were read, for each part
   */
  public static String of(Path file, LongConsumer read) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MessageDigest digest = digest(channel.size());
      byte[] buffer = new byte[(int) Math.max(1, Math.min(BUFFER_BYTES, channel.size()))];
      ByteBuffer bytes = ByteBuffer.wrap(buffer);
      for (int length = channel.read(bytes); length >= 0; length = channel.read(bytes.clear())) {
        digest.update(buffer, 0, length);
        read.accept(length);
      }
      return hex(digest);
    }
  }

  /**
   * Of a file's content as it lies in its own place, also where a copy is at hand.
   *
   * @param read hears how many bytes more were read, for each part
   */
  public static String ofOriginal(Path file, LongConsumer read) throws IOException {
    if (!LocalCopies.isRemote(file)) {
      return of(file, read);
    }
    MessageDigest digest = digest();
    try (InputStream in = LocalCopies.original(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        digest.update(buffer, 0, length);
        read.accept(length);
      }
    }
    return hex(digest);
  }

  public static String of(byte[] content) {
    MessageDigest digest = digest();
    digest.update(content);
    return hex(digest);
  }

  /** For content that comes in parts. */
  private static MessageDigest digest() {
    return digest(0);
  }

  /**
   * For content that comes in parts.
   *
   * @param bytes about how many there will be
   */
  public static MessageDigest digest(long bytes) {
    try {
      return Digests.of("SHA-256", bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** Ends a digest. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
