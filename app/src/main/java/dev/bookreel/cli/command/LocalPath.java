package dev.bookreel.cli.command;

import dev.bookreel.error.WrongUsageException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads what somebody gives as a place on the local disk: a path, or a {@code file:} URI. */
final class LocalPath {
  private static final String SCHEME = "file:";

  private LocalPath() {}

  /**
   * An absolute path without {@code ..} in it.
   *
   * @param what is to be found there, for the message
   * @throws WrongUsageException if that is a place elsewhere, or none
   */
  static Path of(String text, Path workingDirectory, String what) {
    if (!text.startsWith(SCHEME)) {
      // An URI of another kind must not become a folder of that name.
      if (text.contains("://")) {
        throw new WrongUsageException(
            "%s: %s can be opened in a local directory or on S3 only. Give a directory, or s3://bucket/prefix"
                .formatted(text, what));
      }
      return resolve(text, workingDirectory);
    }
    try {
      return Path.of(URI.create(text)).normalize();
    } catch (IllegalArgumentException e) {
      throw new WrongUsageException(
          "'%s' is no URI of a local directory: %s. Write file:/an/absolute/path with %%20 for a blank, or the path alone"
              .formatted(text, e.getMessage()));
    }
  }

  private static Path resolve(String text, Path workingDirectory) {
    try {
      return workingDirectory.resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw new WrongUsageException(
          "'%s' is no path: %s. Give a directory".formatted(text, e.getReason()));
    }
  }
}
