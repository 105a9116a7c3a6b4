package dev.bookreel.source.s3;

import dev.bookreel.source.Checksum;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** What an object's attributes say of its content. */
final class ObjectSums {
  private static final Pattern MD5 = Pattern.compile("\"?([0-9a-f]{32})\"?");

  /** What directory buckets' names end with, whose tags are no sums. */
  private static final String DIRECTORY_BUCKET = "--x-s3";

  private ObjectSums() {}

  /** A sum of the whole content; empty if there are only sums of its parts, or none. */
  static Optional<Checksum> of(String bucket, HeadObjectResponse object) {
    return attribute(object).or(() -> md5(bucket, object));
  }

  private static Optional<Checksum> attribute(HeadObjectResponse object) {
    if (object.checksumType() == ChecksumType.COMPOSITE) {
      return Optional.empty();
    }
    return sum("SHA-256", 32, object.checksumSHA256())
        .or(() -> sum("CRC32C", 4, object.checksumCRC32C()))
        .or(() -> sum("CRC32", 4, object.checksumCRC32()));
  }

  /** One of parts has their number behind it, and so no bytes of that length. */
  private static Optional<Checksum> sum(String algorithm, int bytes, @Nullable String base64) {
    try {
      byte[] sum = Base64.getDecoder().decode(base64 == null ? "" : base64);
      return sum.length == bytes
          ? Optional.of(new Checksum(algorithm, HexFormat.of().formatHex(sum)))
          : Optional.empty();
    } catch (IllegalArgumentException ofParts) {
      return Optional.empty();
    }
  }

  /** An object's tag, which is its MD5 if it was put at once and is not encrypted with a key. */
  private static Optional<Checksum> md5(String bucket, HeadObjectResponse object) {
    ServerSideEncryption encryption = object.serverSideEncryption();
    boolean plain = encryption == null || encryption == ServerSideEncryption.AES256;
    if (!plain || object.sseCustomerAlgorithm() != null || bucket.endsWith(DIRECTORY_BUCKET)) {
      return Optional.empty();
    }
    return Optional.ofNullable(object.eTag())
        .map(MD5::matcher)
        .filter(matcher -> matcher.matches())
        .map(matcher -> new Checksum("MD5", matcher.group(1)));
  }
}
