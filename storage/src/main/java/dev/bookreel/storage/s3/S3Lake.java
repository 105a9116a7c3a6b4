package dev.bookreel.storage.s3;

import dev.bookreel.error.LakeException;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.storage.ObjectLake;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** Opens lakes, and single tables, on S3. */
public final class S3Lake {
  private static final Pattern PLACE =
      Pattern.compile("s3a?://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/+(.*?))?/*");

  private static final long PART_BYTES = 32 * 1024 * 1024;

  private S3Lake() {}

  /**
   * Opens what lies in a bucket, as Amazon's own tools are told to reach it. Writes nothing to S3.
   *
   * @param place {@code s3://bucket} or {@code s3://bucket/prefix}; {@code s3a}, as Hadoop calls
   *     it, is the same
   * @throws WrongUsageException if the place is none, or a setting is wrong
   * @throws LakeException if the bucket cannot be reached or read
   */
  public static ObjectLake open(String place, Map<String, String> environment) {
    try {
      return open(place, S3Connection.of(environment), ObjectLake.Copying.of(environment));
    } catch (IllegalArgumentException e) {
      throw new WrongUsageException(
          "Cannot open %s: %s. Give an address such as http://127.0.0.1:9000"
              .formatted(place, e.getMessage()));
    }
  }

  public static ObjectLake open(String place, S3Connection connection, ObjectLake.Copying copying) {
    return open(place, connection, copying, PART_BYTES);
  }

  static ObjectLake open(
      String place, S3Connection connection, ObjectLake.Copying copying, long partBytes) {
    Matcher matcher = PLACE.matcher(place);
    if (!matcher.matches()) {
      throw new WrongUsageException(
          "'%s' is no place on S3. Write s3://bucket/prefix: a bucket's name has 3 to 63 small letters, digits, dots and hyphens"
              .formatted(place));
    }
    String bucket = matcher.group(1);
    String prefix = Optional.ofNullable(matcher.group(2)).orElse("").replaceAll("/+", "/");
    // Buckets of one name at different endpoints are different ones.
    String name = connection.endpoint().map(Object::toString).orElse("") + " " + bucket;
    return ObjectLake.open(
        new Bucket(client(place, connection), bucket, partBytes), prefix, copying, name);
  }

  private static S3Client client(String place, S3Connection connection) {
    try {
      return connection.open();
    } catch (SdkException e) {
      throw new LakeException(
          "Cannot open %s: %s".formatted(place, S3Failures.reason(place, e)), e);
    }
  }
}
