package dev.bookreel.storage;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a store tells of an object, or of a folder, which is there while something is in it.
 *
 * @param etag of the object's content; empty for a folder
 */
public record ObjectAttributes(boolean isDirectory, long size, Instant modifiedAt, String etag)
    implements BasicFileAttributes {
  /** In the form of an ETag, and that of no object. */
  private static final String UNKNOWN = "\"unknown\"";

  public static final ObjectAttributes FOLDER = new ObjectAttributes(true, 0, Instant.EPOCH, "");

  /**
   * @param etag null where the server tells none
   */
  public static ObjectAttributes ofObject(long size, Instant modifiedAt, @Nullable String etag) {
    return new ObjectAttributes(false, size, modifiedAt, etag == null ? UNKNOWN : etag);
  }

  public boolean hasEtag() {
    return !etag.equals(UNKNOWN);
  }

  @Override
  public FileTime lastModifiedTime() {
    return FileTime.from(modifiedAt);
  }

  @Override
  public FileTime lastAccessTime() {
    return lastModifiedTime();
  }

  @Override
  public FileTime creationTime() {
    return lastModifiedTime();
  }

  @Override
  public boolean isRegularFile() {
    return !isDirectory;
  }

  @Override
  public boolean isSymbolicLink() {
    return false;
  }

  @Override
  public boolean isOther() {
    return false;
  }

  @Override
  public @Nullable Object fileKey() {
    return null;
  }
}
