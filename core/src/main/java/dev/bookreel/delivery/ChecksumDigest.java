package dev.bookreel.delivery;

import dev.bookreel.crypto.Digests;
import dev.bookreel.error.LakeException;
import dev.bookreel.source.Checksum;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Sums up what is read, in the way in which a source does. */
interface ChecksumDigest {

  void update(byte[] buffer, int length);

  /** Ends the digest, in lower-case hexadecimal digits. */
  String hex();

  /**
   * A new digest of a checksum's algorithm.
   *
   * @param bytes about how many there will be
   */
  static ChecksumDigest like(Checksum checksum, long bytes) {
    return switch (checksum.algorithm()) {
      case "CRC32" -> of(new CRC32());
      case "CRC32C" -> of(new CRC32C());
      default -> of(digest(checksum, bytes));
    };
  }

  private static ChecksumDigest of(java.util.zip.Checksum sum) {
    return new ChecksumDigest() {
      @Override
      public void update(byte[] buffer, int length) {
        sum.update(buffer, 0, length);
      }

      @Override
      public String hex() {
        return HexFormat.of().toHexDigits((int) sum.getValue());
      }
    };
  }

  private static ChecksumDigest of(MessageDigest digest) {
    return new ChecksumDigest() {
      @Override
      public void update(byte[] buffer, int length) {
        digest.update(buffer, 0, length);
      }

      @Override
      public String hex() {
        return HexFormat.of().formatHex(digest.digest());
      }
    };
  }

  private static MessageDigest digest(Checksum checksum, long bytes) {
    try {
      return Digests.of(checksum.algorithm(), bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new LakeException(
          "Java does not know the checksum '%s' of the source".formatted(checksum.algorithm()), e);
    }
  }
}
