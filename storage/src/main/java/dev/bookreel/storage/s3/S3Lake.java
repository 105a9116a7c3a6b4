package dev.bookreel.storage.s3;

import dev.bookreel.definition.ByteSize;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.file.IoReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A lake, or a single table, on S3. Its paths are used like those of the local disk, while it is
 * open. Of several machines that create the same file exactly one succeeds; locks hold on one
 * machine only.
 */
public final class S3Lake implements AutoCloseable {
  private static final Pattern PLACE =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/+(.*?))?/*");

  private static final long PART_BYTES = 32 * 1024 * 1024;

  private static final String SIZE = "BOOKREEL_CACHE_SIZE";
  private static final ByteSize USUAL_SIZE = new ByteSize(10_000_000_000L);

  private final S3FileSystem files;

  private S3Lake(S3FileSystem files) {
    this.files = files;
  }

  /** Whether a text names a place on S3. */
  public static boolean understands(String place) {
    return place.startsWith("s3:");
  }

  /**
   * Opens what lies in a bucket, as Amazon's own tools are told to reach it, with copies in the
   * folder {@code BOOKREEL_CACHE} of up to {@code BOOKREEL_CACHE_SIZE}. Writes nothing to S3.
   *
   * @param place {@code s3://bucket} or {@code s3://bucket/prefix}
   * @throws WrongUsageException if the place is none, or a setting is wrong
   * @throws LakeException if the bucket cannot be reached or read
   */
  public static S3Lake open(String place, Map<String, String> environment) {
    try {
      return open(place, S3Connection.of(environment), cache(environment), size(environment));
    } catch (IllegalArgumentException e) {
      throw new WrongUsageException(
          "Cannot open %s: %s. Give an address such as http://127.0.0.1:9000"
              .formatted(place, e.getMessage()));
    }
  }

  /**
   * @param cache a folder of this machine for copies; made if it does not exist
   */
  public static S3Lake open(String place, S3Connection connection, Path cache, ByteSize cacheSize) {
    return open(place, connection, cache, cacheSize, PART_BYTES);
  }

  static S3Lake open(
      String place, S3Connection connection, Path cache, ByteSize cacheSize, long partBytes) {
    Matcher matcher = PLACE.matcher(place);
    if (!matcher.matches()) {
      throw new WrongUsageException(
          "'%s' is no place on S3. Write s3://bucket/prefix: a bucket's name has 3 to 63 small letters, digits, dots and hyphens"
              .formatted(place));
    }
    String prefix = Optional.ofNullable(matcher.group(2)).orElse("").replaceAll("/+", "/");
    Bucket bucket = new Bucket(client(place, connection), matcher.group(1), partBytes);
    boolean opened = false;
    try {
      bucket.hasAny(prefix.isEmpty() ? "" : prefix + "/");
      S3FileSystem files =
          new S3FileSystem(
              bucket,
              prefix,
              new Cache(cache.toAbsolutePath(), cacheSize.bytes(), place(connection, bucket)),
              place(connection, bucket) + "/" + prefix);
      opened = true;
      return new S3Lake(files);
    } catch (IOException e) {
      throw new LakeException("Cannot open %s: %s".formatted(place, IoReason.of(e)), e);
    } finally {
      if (!opened) {
        bucket.close();
      }
    }
  }

  /** Buckets of one name at different endpoints are different ones. */
  private static String place(S3Connection connection, Bucket bucket) {
    return connection.endpoint().map(Object::toString).orElse("") + " " + bucket.name();
  }

  private static S3Client client(String place, S3Connection connection) {
    try {
      return connection.open();
    } catch (SdkException e) {
      throw new LakeException(
          "Cannot open %s: %s".formatted(place, S3Failures.reason(place, e)), e);
    }
  }

  private static Path cache(Map<String, String> environment) {
    String named = environment.getOrDefault("BOOKREEL_CACHE", "");
    if (!named.isBlank()) {
      return Path.of(named);
    }
    String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
    return caches.isBlank()
        ? Path.of(System.getProperty("user.home"), ".cache", "bookreel")
        : Path.of(caches, "bookreel");
  }

  private static ByteSize size(Map<String, String> environment) {
    String text = environment.getOrDefault(SIZE, "");
    return text.isBlank()
        ? USUAL_SIZE
        : ByteSize.parse(text)
            .orElseThrow(
                () ->
                    new WrongUsageException(
                        "%s is '%s', which is no size. Write for example 10 GB"
                            .formatted(SIZE, text)));
  }

  /** The folder of everything below the prefix. It is there, also when nothing is in it. */
  public Path root() {
    return files.root();
  }

  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException e) {
      throw new LakeException(
          "Cannot close %s: %s. Its copies on this machine may be left in the cache's folder"
              .formatted(root(), IoReason.of(e)),
          e);
    }
  }
}
